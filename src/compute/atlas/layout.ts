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
  /** What the maps and their titles take of the pixels to fill. */
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

/** Pixels for the longer side of a map at least, where maps are reduced so that a group stands in one row. */
const LEAST_REDUCED = 60;

/** Pixels that all maps together are high at most, where maps are shown larger because a wide window has room for it. */
const TALLEST_GROWN = 560;

/** Sections of which it is tried whether larger maps have room: of more, they have not. */
const FEW_SECTIONS = 16;

/**
 * The sizes of maps: those that `target` gives; larger ones where a wide window has room for every group in one row, smaller
 * ones where only they stand in one row: inputs and outputs if that can be, else the outputs. Maps of an ordinary convolution
 * become one step smaller for it at most: many of them stand in several rows anyway.
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
  const sized = (longer: number, exactly = false): Sizes => ({
    input: { ...input, ...tileSize(input, longer, room, exactly) },
    output: { ...output, ...tileSize(output, longer, room, exactly) },
    kernel,
  });
  const wanted = sized(target);
  // Where no map is left to show there is no section either.
  if (sections.length === 0) return wanted;
  const framed = sections.filter((section) => section.framed);
  const largest = (framed.length > 0 ? framed : sections).reduce((most, section) =>
    section.outputs.length > most.outputs.length ? section : most,
  );
  const inOneRow = (sizes: Sizes, kinds: readonly Tile['kind'][] = ['output']): boolean => {
    const { tiles } = layoutBlock(largest, sizes, options);
    return kinds.every((kind) => new Set(tiles.flatMap((tile) => (tile.kind === kind ? tile.y : []))).size < 2);
  };
  const steps = TARGETS.filter((longer) => longer < target).map((longer) => sized(longer));
  if (framed.length === 0) return [wanted, ...steps.slice(0, 1)].find((sizes) => inOneRow(sizes)) ?? wanted;
  const isWhole = (sizes: Sizes): boolean => inOneRow(sizes, ['input', 'output']);
  const isRoomFor = (sizes: Sizes): boolean => {
    if (sections.length > FEW_SECTIONS || !isWhole(sizes)) return false;
    return (
      flow(
        sections.map((section) => layoutBlock(section, sizes, options)),
        options.width,
      ).height <= TALLEST_GROWN
    );
  };
  const larger = TARGETS.filter((longer) => longer > target).map((longer) => sized(longer));
  const canFit = largest.outputs.length * (LEAST_REDUCED + GAP) <= room;
  const reduced = Array.from({ length: canFit ? Math.max(0, target - LEAST_REDUCED) : 0 }, (_, i) =>
    sized(target - i, true),
  );
  const smaller = [wanted, ...steps, ...reduced];
  return larger.find(isRoomFor) ?? smaller.find(isWhole) ?? smaller.find((sizes) => inOneRow(sizes)) ?? wanted;
}

/**
 * A map's size in the atlas: whole pixels per element when it is small, averages of elements when it is large.
 * A single row is drawn as a strip, up to `room` wide; what is a few rows or columns is drawn thick enough to be seen.
 * @param exactly whether what is larger than `target` is reduced to it, not by a whole number to what is near it.
 */
function tileSize(
  { rows, columns }: { rows: number; columns: number },
  target: number,
  room: number,
  exactly: boolean,
): CellSize {
  const longer = Math.max(rows, columns, 1);
  if (rows === 1 && columns > 8) {
    const factor = Math.max(1, Math.floor((2 * target) / columns));
    return { width: Math.min(columns * factor, 4 * target, room), height: STRIP };
  }
  const factor = Math.min(24, Math.floor(target / longer));
  const divisor = exactly ? longer / target : Math.ceil(longer / (target * 1.5));
  const side = (count: number): number => {
    const pixels = longer <= target ? count * factor : Math.ceil(count / divisor - 1e-9);
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

  const inOneRow = section.inputs.length * ins.width + ARROW + section.outputs.length * outs.width - GAP <= inner;
  const left = inOneRow ? section.inputs.length * ins.width : Math.max(ins.width, inner * 0.4);
  const inputs = placeGrid(section.inputs, ins, beside ? left : inner, { x: pad, y: top });
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
  return {
    width: Math.min(width, extent(blocks, frames, tiles)),
    height: Math.ceil(y + lineHeight),
    tiles,
    labels,
    frames,
  };
}

/** Pixels from the left that maps, their frames and titles take. */
function extent(blocks: readonly Block[], frames: readonly Rect[], tiles: readonly Tile[]): number {
  const widths = blocks.filter(({ framed }) => !framed).map(({ width }) => width);
  return Math.ceil(Math.max(0, ...widths, ...[...frames, ...tiles].map((rect) => rect.x + rect.width)));
}
