import { interpolateGreys, interpolateMagma, interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';
import type { Extent } from './statistics';
import type { MapRef } from './structure';

/** Colour scales by the names people know them by. `diverging` is blue, white, red around zero. */
export const COLOR_SCALES = ['viridis', 'magma', 'grey', 'diverging'] as const;
export type ColorScale = (typeof COLOR_SCALES)[number];

/** The numbers at the two ends of a colour scale. */
export interface ColorRange {
  readonly low: number;
  readonly high: number;
}

/** What NaN and infinities look like: a colour that no scale holds. */
export const NON_FINITE_COLOR = [255, 0, 200] as const;

const INTERPOLATORS: Record<ColorScale, (t: number) => string> = {
  viridis: interpolateViridis,
  magma: interpolateMagma,
  grey: (t) => interpolateGreys(1 - t),
  diverging: (t) => interpolateRdBu(1 - t),
};

const STEPS = 256;
const tables = new Map<ColorScale, Uint8Array>();
const words = new Map<ColorScale, Uint32Array>();

/** 256 colours from low to high, three bytes each. */
export function colorTable(scale: ColorScale): Uint8Array {
  let table = tables.get(scale);
  if (!table) {
    table = new Uint8Array(STEPS * 3);
    for (let i = 0; i < STEPS; i++) table.set(parseColor(INTERPOLATORS[scale](i / (STEPS - 1))), i * 3);
    tables.set(scale, table);
  }
  return table;
}

/**
 * The colours of a scale as whole pixels, for painting: 256 from low to high and, last, the one for NaN and
 * infinities. In the byte order of this machine, as the pixels of a canvas seen as 32-bit numbers are.
 */
export function colorWords(scale: ColorScale): Uint32Array {
  let known = words.get(scale);
  if (!known) {
    const bytes = new Uint8Array((STEPS + 1) * 4).fill(255);
    const table = colorTable(scale);
    for (let i = 0; i < STEPS; i++) bytes.set(table.subarray(i * 3, i * 3 + 3), i * 4);
    bytes.set(NON_FINITE_COLOR, STEPS * 4);
    words.set(scale, (known = new Uint32Array(bytes.buffer)));
  }
  return known;
}

/** The CSS gradient of a scale, low to high, between two shares of the width; beyond them its end colours. */
export function cssGradient(scale: ColorScale, from = 0, to = 1): string {
  const stops = Array.from({ length: 17 }, (_, i) => {
    const at = from + (i / 16) * (to - from);
    return `${INTERPOLATORS[scale](i / 16)} ${(at * 100).toFixed(2)}%`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

/** The scale of a kind of maps where the view's is `chosen`: of a kernel's numbers the sign comes first, whatever is chosen. */
export function scaleOf(kind: MapRef['kind'], chosen: ColorScale): ColorScale {
  return kind === 'kernel' ? 'diverging' : chosen;
}

/** The range that a scale spreads over: the extent itself, or for `diverging` as far below zero as above. */
export function colorRange(scale: ColorScale, { min, max }: Extent): ColorRange {
  if (min > max) return { low: 0, high: 0 };
  if (scale !== 'diverging') return { low: min, high: max };
  const reach = Math.max(Math.abs(min), Math.abs(max));
  return { low: -reach, high: reach };
}

/**
 * The step of the colour table for a number; −1 for NaN and infinities.
 * Where all numbers are the same, they take the middle of the scale.
 */
export function colorStep(value: number, range: ColorRange): number {
  const { low, perUnit, first } = stepping(range);
  return stepIn(value, low, perUnit, first);
}

/** What the step of a number is found by: its distance from `low` times `perUnit`, from `first` on. */
export interface Stepping {
  readonly low: number;
  readonly perUnit: number;
  readonly first: number;
}

export function stepping({ low, high }: ColorRange): Stepping {
  return high > low
    ? { low, perUnit: (STEPS - 1) / (high - low), first: 0.5 }
    : { low, perUnit: 0, first: STEPS / 2 + 0.5 };
}

/** `colorStep` for the innermost loop of painting, with what depends on the range alone taken out of it: see `Stepping`. */
export function stepIn(value: number, low: number, perUnit: number, first: number): number {
  const step = (value - low) * perUnit + first;
  if (step > 0 && step < STEPS) return step | 0;
  // Only NaN and infinities give something else than zero.
  if (value - value !== 0) return -1;
  return step <= 0 ? 0 : STEPS - 1;
}

/** `#rrggbb` and `rgb(r, g, b)`, the two forms that d3 writes. */
function parseColor(text: string): [number, number, number] {
  if (text.startsWith('#')) {
    const bits = parseInt(text.slice(1), 16);
    return [bits >> 16, (bits >> 8) & 255, bits & 255];
  }
  const [r, g, b] = text.match(/\d+/g)!.map(Number);
  return [r, g, b];
}
