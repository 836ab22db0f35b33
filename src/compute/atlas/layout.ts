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
}

const GAP = 8;
const TITLE = 18;
const CAPTION = 24;
const ARROW = 20;
const KERNEL = 22;
const MIN_CELL = 34;

interface CellSize {
  readonly width: number;
  readonly height: number;
}

/** Lays the maps of a convolution out by its structure. Pure: the same for the view and for the stored picture. */
export function layoutAtlas(problem: ConvProblem, options: LayoutOptions): AtlasLayout {
  const structure = structureOf(problem);
  const { sections, hidden } = limit(structure, options.maxOutputs);
  const shown = sections.reduce((n, section) => n + section.outputs.length, 0);
  const target = targetSize(shown);
  const input = imageSize(problem.axes.map((axis) => axis.input));
  const output = imageSize(problem.axes.map((axis) => axis.output));
  const sizes: Sizes = {
    input: { ...input, ...tileSize(input, target) },
    output: { ...output, ...tileSize(output, target) },
    kernel: kernelSize(imageSize(problem.axes.map((axis) => axis.kernel))),
  };
  const blocks = sections.map((section) => layoutBlock(section, sizes, options.width));
  return { structure, hidden, ...flow(blocks, options.width) };
}

/** As many pixels for the longer side of a map as leave room for its siblings. */
function targetSize(maps: number): number {
  if (maps <= 4) return 168;
  if (maps <= 16) return 112;
  return maps <= 64 ? 84 : 64;
}

/** A map's size in the atlas: whole pixels per element when it is small, whole elements per pixel when it is large. */
function tileSize({ rows, columns }: { rows: number; columns: number }, target: number): CellSize {
  const longer = Math.max(rows, columns, 1);
  if (rows === 1 && columns > 8) {
    const factor = Math.max(1, Math.floor((2 * target) / columns));
    return { width: factor * columns > 4 * target ? 4 * target : factor * columns, height: CAPTION };
  }
  if (longer <= target) {
    const factor = Math.min(24, Math.floor(target / longer));
    return { width: columns * factor, height: rows * factor };
  }
  const divisor = Math.ceil(longer / (target * 1.5));
  return { width: Math.max(1, Math.ceil(columns / divisor)), height: Math.max(1, Math.ceil(rows / divisor)) };
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

/** One section: inputs on the left, an arrow, outputs on the right; each side a grid. Coordinates from its corner. */
function layoutBlock(section: AtlasSection, sizes: Sizes, available: number): Block {
  const pad = section.framed ? GAP : 0;
  const inner = available - 2 * pad;
  const cellIn = cell(sizes.input);
  const cellOut = cell(
    section.kernels ? { ...sizes.output, width: Math.max(sizes.output.width, sizes.kernel.width + 20) } : sizes.output,
  );
  const both = section.inputs.length > 0 && section.outputs.length > 0;
  const inColumns = gridColumns(
    section.inputs.length,
    cellIn.width,
    both ? Math.max(cellIn.width, inner * 0.4) : inner,
  );
  const outStart = section.inputs.length > 0 ? inColumns * cellIn.width + (both ? ARROW : 0) : 0;
  const outColumns = gridColumns(section.outputs.length, cellOut.width, inner - outStart);
  const top = pad + (section.title ? TITLE : 0);
  const tiles: Tile[] = [];
  const labels: Label[] = [];

  section.inputs.forEach((channel, i) => {
    const x = pad + (i % inColumns) * cellIn.width;
    const y = top + Math.floor(i / inColumns) * cellIn.height;
    labels.push({
      x,
      y: y + 4,
      width: cellIn.width - GAP,
      text: both ? `in ${channel}` : String(channel),
      kind: 'channel',
    });
    tiles.push({ kind: 'input', channel, x, y: y + CAPTION, ...sizes.input });
  });
  section.outputs.forEach((channel, i) => {
    const x = pad + outStart + (i % outColumns) * cellOut.width;
    const y = top + Math.floor(i / outColumns) * cellOut.height;
    const kernelX = x + cellOut.width - GAP - sizes.kernel.width;
    const textWidth = section.kernels ? kernelX - x - 2 : cellOut.width - GAP;
    labels.push({ x, y: y + 4, width: textWidth, text: String(channel), kind: 'channel' });
    if (section.kernels) {
      tiles.push({
        kind: 'kernel',
        channel,
        x: kernelX,
        y: y + Math.max(0, KERNEL - sizes.kernel.height) / 2,
        ...sizes.kernel,
      });
    }
    tiles.push({ kind: 'output', channel, x, y: y + CAPTION, ...sizes.output });
  });

  const inRows = Math.ceil(section.inputs.length / Math.max(1, inColumns));
  const outRows = Math.ceil(section.outputs.length / Math.max(1, outColumns));
  const gridHeight = Math.max(inRows * cellIn.height, outRows * cellOut.height);
  const gridWidth = outStart + outColumns * cellOut.width;
  const titleWidth = section.title.length * 6.5;
  const width = 2 * pad + Math.min(inner, Math.max(gridWidth - GAP, titleWidth));
  if (section.title) labels.push({ x: pad, y: pad, width: width - 2 * pad, text: section.title, kind: 'title' });
  if (both) {
    const y = top + CAPTION + Math.max(0, Math.min(sizes.input.height, sizes.output.height) / 2 - 8);
    labels.push({ x: pad + outStart - ARROW - GAP / 2, y, width: ARROW, text: '→', kind: 'arrow' });
  }
  return { width, height: top + gridHeight - GAP + pad, framed: section.framed, tiles, labels };
}

function cell({ width, height }: CellSize): CellSize {
  return { width: Math.max(width, MIN_CELL) + GAP, height: CAPTION + height + GAP };
}

function gridColumns(count: number, cellWidth: number, available: number): number {
  return Math.min(count, Math.max(1, Math.floor((available + GAP) / cellWidth)));
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
