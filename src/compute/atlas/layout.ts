import { type Say, inEnglish } from '../../protocol/say';
import type { ConvProblem } from '../problem';
import { imageSize } from './image';
import type { Rect } from './paint';
import { type AtlasSection, type AtlasStructure, type MapRef, structureOf } from './structure';

/** A map's place in the atlas, in pixels. */
export interface Tile extends Rect, MapRef {
  /** Size of the map itself. */
  readonly rows: number;
  readonly columns: number;
}

/** A line of text in the atlas. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly text: string;
  readonly kind: 'title' | 'channel' | 'arrow';
  /** The map that a channel's number stands above. */
  readonly map?: MapRef;
}

/** Where every map of a convolution stands. */
export interface AtlasLayout {
  readonly structure: AtlasStructure;
  readonly width: number;
  readonly height: number;
  readonly tiles: readonly Tile[];
  readonly labels: readonly Label[];
  readonly frames: readonly Rect[];
  /** Maps that are left out because of `maxOutputs`. */
  readonly hidden: number;
}

export interface LayoutOptions {
  /** Pixels to fill. */
  readonly width: number;
  /** Show about this many output maps at most; whole sections, at least one. */
  readonly maxOutputs: number;
  /** Whether to leave room for titles and channel numbers; default true. */
  readonly text?: boolean;
  /** The maps in another order or number than `structureOf` gives them. */
  readonly structure?: AtlasStructure;
  /** Writes what stands above the maps in the reader's language; English where it is left out. */
  readonly say?: Say;
}

const GAP = 8;
const TITLE = 18;
const CAPTION = 24;
const ARROW = 20;
const KERNEL = 20;
const MIN_CELL = 34;
const STRIP = 24;
/** Pixels of a map's shorter side at least. */
const THIN = 12;

interface CellSize {
  readonly width: number;
  readonly height: number;
}

/** Lays the maps of a convolution out by its structure. Pure: the same for the view and for the stored picture. */
export function layoutAtlas(problem: ConvProblem, options: LayoutOptions): AtlasLayout {
  const structure = options.structure ?? structureOf(problem, options.say);
  const { sections, hidden } = limit(structure, options.maxOutputs);
  const shown = sections.reduce((n, section) => n + section.outputs.length, 0);
  const target = Math.min(targetSize(shown), Math.floor((options.width - 2 * GAP) / 1.5));
  const sizes = sizesFor(problem, sections, target, options);
  const blocks = sections.map((section) =>
    layoutBlock(options.text === false ? { ...section, title: '' } : section, sizes, options),
  );
  return { structure, hidden, ...flow(blocks, options.width) };
}

/** Pixels for the longer side of a map. */
const TARGETS = [168, 112, 84, 64] as const;

/** As many pixels for the longer side of a map as leave room for its siblings. */
function targetSize(maps: number): number {
  return TARGETS[maps <= 4 ? 0 : maps <= 16 ? 1 : maps <= 64 ? 2 : 3];
}

/**
 * The sizes of maps: those that `target` gives, or smaller ones with which each group's outputs stand in one row. Those of an
 * ordinary convolution become one step smaller for it at most: many of them stand in several rows anyway.
 */
function sizesFor(
  problem: ConvProblem,
  sections: readonly AtlasSection[],
  target: number,
  options: LayoutOptions,
): Sizes {
  const room = options.width - 2 * GAP;
  const input = imageSize(problem.axes.map((axis) => axis.input));
  const output = imageSize(problem.axes.map((axis) => axis.output));
  const kernel = kernelSize(imageSize(problem.axes.map((axis) => axis.kernel)));
  const sized = (longer: number): Sizes => ({
    input: { ...input, ...tileSize(input, longer, room) },
    output: { ...output, ...tileSize(output, longer, room) },
    kernel,
  });
  const wanted = sized(target);
  // Where no map is left to show there is no section either.
  if (sections.length === 0) return wanted;
  const framed = sections.filter((section) => section.framed);
  const largest = (framed.length > 0 ? framed : sections).reduce((most, section) =>
    section.outputs.length > most.outputs.length ? section : most,
  );
  const inOneRow = (sizes: Sizes): boolean => {
    const outputs = layoutBlock(largest, sizes, options).tiles.filter((tile) => tile.kind === 'output');
    return outputs.every((tile) => tile.y === outputs[0].y);
  };
  const steps = TARGETS.filter((longer) => longer < target);
  const smaller = (framed.length > 0 ? steps : steps.slice(0, 1)).map(sized);
  return [wanted, ...smaller].find(inOneRow) ?? wanted;
}

/**
 * A map's size in the atlas: whole pixels per element when it is small, averages of elements when it is large.
 * A single row is drawn as a strip, up to `room` wide; what is a few rows or columns is drawn thick enough to be seen.
 */
function tileSize({ rows, columns }: { rows: number; columns: number }, target: number, room: number): CellSize {
  const longer = Math.max(rows, columns, 1);
  if (rows === 1 && columns > 8) {
    const factor = Math.max(1, Math.floor((2 * target) / columns));
    return { width: Math.min(columns * factor, 4 * target, room), height: STRIP };
  }
  const factor = Math.min(24, Math.floor(target / longer));
  const divisor = Math.ceil(longer / (target * 1.5));
  const side = (count: number): number => {
    const pixels = longer <= target ? count * factor : Math.ceil(count / divisor);
    return pixels >= THIN ? pixels : Math.min(count, THIN) * Math.ceil(THIN / Math.max(1, count));
  };
  return { width: side(columns), height: side(rows) };
}

function kernelSize({ rows, columns }: { rows: number; columns: number }): SizedMap {
  const longer = Math.max(rows, columns);
  const factor = Math.max(1, Math.floor(KERNEL / longer));
  const fit = (n: number): number => Math.min(KERNEL, n * Math.min(factor, 11));
  return { rows, columns, width: fit(columns), height: fit(rows) };
}

interface SizedMap extends CellSize {
  readonly rows: number;
  readonly columns: number;
}

interface Sizes {
  readonly input: SizedMap;
  readonly output: SizedMap;
  readonly kernel: SizedMap;
}

interface Block {
  readonly width: number;
  readonly height: number;
  readonly framed: boolean;
  readonly tiles: readonly Tile[];
  readonly labels: readonly Label[];
}

/** The sections to show: whole ones until `most` outputs are reached; those of an ordinary convolution are cut. */
function limit(structure: AtlasStructure, most: number): { sections: AtlasSection[]; hidden: number } {
  if (structure.kind === 'full') {
    const cut = structure.sections.map((section) => ({
      ...section,
      inputs: section.inputs.slice(0, most),
      outputs: section.outputs.slice(0, most),
    }));
    return { sections: cut, hidden: count(structure.sections) - count(cut) };
  }
  const sections: AtlasSection[] = [];
  let shown = 0;
  for (const section of structure.sections) {
    if (shown >= most) break;
    sections.push(section);
    shown += section.outputs.length;
  }
  return { sections, hidden: count(structure.sections) - count(sections) };
}

function count(sections: readonly AtlasSection[]): number {
  return sections.reduce((n, section) => n + section.inputs.length + section.outputs.length, 0);
}

/**
 * One section, coordinates from its corner: inputs on the left, an arrow, outputs on the right, each side a grid.
 * Maps too wide to stand side by side stand below each other.
 */
function layoutBlock(section: AtlasSection, sizes: Sizes, options: LayoutOptions): Block {
  const { say = inEnglish } = options;
  const pad = section.framed ? GAP : 0;
  const inner = options.width - 2 * pad;
  const caption = options.text !== false || section.kernels ? CAPTION : 0;
  const ins = cell(sizes.input, caption);
  const withKernel = { ...sizes.output, width: Math.max(sizes.output.width, sizes.kernel.width + 20) };
  const outs = cell(section.kernels ? withKernel : sizes.output, caption);
  const both = section.inputs.length > 0 && section.outputs.length > 0;
  const beside = both && ins.width + ARROW + outs.width - GAP <= inner;
  const top = pad + (section.title ? TITLE : 0);

  const inputs = placeGrid(section.inputs, ins, beside ? Math.max(ins.width, inner * 0.4) : inner, { x: pad, y: top });
  const corner = beside ? { x: pad + inputs.width + ARROW, y: top } : { x: pad, y: top + inputs.height };
  const outputs = placeGrid(section.outputs, outs, inner - (corner.x - pad), corner);

  const tiles: Tile[] = [];
  const labels: Label[] = [];
  for (const { channel, x, y } of inputs.places) {
    const text = both ? say('in {0}', channel) : String(channel);
    labels.push({ x, y: y + 4, width: ins.width - GAP, text, kind: 'channel', map: { kind: 'input', channel } });
    tiles.push({ kind: 'input', channel, x, y: y + caption, ...sizes.input });
  }
  for (const { channel, x, y } of outputs.places) {
    const kernelX = x + outs.width - GAP - sizes.kernel.width;
    const width = section.kernels ? kernelX - x - 2 : outs.width - GAP;
    const map = { kind: 'output', channel } as const;
    labels.push({ x, y: y + 4, width, text: String(channel), kind: 'channel', map });
    if (section.kernels) {
      const kernelY = y + 1 + Math.max(0, KERNEL - sizes.kernel.height) / 2;
      tiles.push({ kind: 'kernel', channel, x: kernelX, y: kernelY, ...sizes.kernel });
    }
    tiles.push({ kind: 'output', channel, x, y: y + caption, ...sizes.output });
  }
  if (beside) {
    const y = top + caption + Math.max(0, Math.min(sizes.input.height, sizes.output.height) / 2 - 8);
    labels.push({ x: corner.x - ARROW - GAP / 2, y, width: ARROW, text: '→', kind: 'arrow' });
  }

  const gridWidth = Math.max(pad + inputs.width, corner.x + outputs.width) - pad - GAP;
  const width = 2 * pad + Math.min(inner, Math.max(gridWidth, section.title.length * 7));
  if (section.title) {
    // Beside a section without a frame stands nothing.
    const room = section.framed ? width - 2 * pad : inner;
    labels.push({ x: pad, y: pad, width: room, text: section.title, kind: 'title' });
  }
  const bottom = Math.max(top + inputs.height, corner.y + outputs.height);
  return { width, height: bottom - GAP + pad, framed: section.framed, tiles, labels };
}

interface Grid {
  readonly places: readonly { channel: number; x: number; y: number }[];
  /** With the gap after the last column and row. */
  readonly width: number;
  readonly height: number;
}

/**
 * As many cells side by side as fit, at least one; of a few, as many as make the rows equally long: four where three
 * would fit stand two by two.
 */
function placeGrid(
  channels: readonly number[],
  size: CellSize,
  available: number,
  corner: { x: number; y: number },
): Grid {
  if (channels.length === 0) return { places: [], width: 0, height: 0 };
  const fitting = Math.max(1, Math.floor((available + GAP) / size.width));
  const columns = Math.ceil(channels.length / Math.ceil(channels.length / fitting));
  const places = channels.map((channel, i) => ({
    channel,
    x: corner.x + (i % columns) * size.width,
    y: corner.y + Math.floor(i / columns) * size.height,
  }));
  return { places, width: columns * size.width, height: Math.ceil(channels.length / columns) * size.height };
}

function cell({ width, height }: CellSize, caption: number): CellSize {
  return { width: Math.max(width, MIN_CELL) + GAP, height: caption + height + GAP };
}

/** Sets blocks side by side while they fit, then below. */
function flow(blocks: readonly Block[], width: number): Omit<AtlasLayout, 'structure' | 'hidden'> {
  const tiles: Tile[] = [];
  const labels: Label[] = [];
  const frames: Rect[] = [];
  let x = 0;
  let y = 0;
  let lineHeight = 0;
  for (const block of blocks) {
    if (x > 0 && (x + block.width > width || !block.framed)) {
      x = 0;
      y += lineHeight + GAP;
      lineHeight = 0;
    }
    const left = Math.round(x);
    const top = Math.round(y);
    for (const tile of block.tiles) tiles.push({ ...tile, x: Math.round(tile.x) + left, y: Math.round(tile.y) + top });
    for (const label of block.labels) labels.push({ ...label, x: label.x + left, y: label.y + top });
    if (block.framed) frames.push({ x: left, y: top, width: Math.ceil(block.width), height: Math.ceil(block.height) });
    x += block.width + GAP;
    lineHeight = Math.max(lineHeight, block.height);
  }
  return { width, height: Math.ceil(y + lineHeight), tiles, labels, frames };
}
