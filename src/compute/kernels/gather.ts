import type { MapLayout } from '../layout';
import type { Block, PackedInput } from './program';
import { LANES, type TexelInput } from './texelPack';

/**
 * What brings the output of one kernel to the input of the next on the device: padding, and another order of axes or
 * channels. Where everything comes from stands in tables, so that every padding mode is the same few lines of code.
 */
export interface Gather {
  /** Its arguments are the outputs of the kernel before, then `tables`. */
  readonly source: string;
  /** Threads along x, y, z. */
  readonly output: readonly [number, number, number];
  readonly tables: readonly Block[];
}

/** Offsets pass through floats, which are whole numbers up to here. */
const MAX_ELEMENTS = 2 ** 24;

/**
 * For blocks of single numbers: from any layout to planes, [channel][row][column].
 * @param from where the numbers lie; `spatial` belongs to the input's rows and columns.
 * @param length numbers that the source holds.
 * @returns undefined where the source is too large.
 */
export function scalarGather(
  { rows, columns, fill }: PackedInput,
  from: MapLayout,
  length: number,
): Gather | undefined {
  if (length > MAX_ELEMENTS) return undefined;
  const offsets = (source: Int32Array, stride: number): Block =>
    vector(Float32Array.from(source, (at) => (at < 0 ? -1 : at * stride)));
  return {
    source: `function gather(s, rows, columns, channels, fill) {
const row = rows[this.thread.y];
const column = columns[this.thread.x];
let v = fill[0];
if (row >= 0.0 && column >= 0.0) {
  v = s[channels[this.thread.z] + row + column];
}
return v;
}`,
    output: [columns.source.length, rows.source.length, from.channel.length],
    tables: [
      offsets(rows.source, from.spatial[0]),
      offsets(columns.source, from.spatial[1]),
      vector(Float32Array.from(from.channel)),
      vector(new Float32Array([fill])),
    ],
  };
}

const vector = (data: Float32Array): Block => ({ data, size: [data.length, 1, 1] });

/** Texels that a kernel left: row i of its output is row ⌊i / textures⌋ of texture i mod `textures`. */
export interface TexelSource {
  readonly textures: number;
  /** For each channel its lane in a pixel. */
  readonly channel: ArrayLike<number>;
}

/**
 * For texels, channels last.
 * @param turned the source's rows are the input's columns.
 */
export function texelGather(
  { rows, columns, fill, lanes }: TexelInput,
  { textures, channel }: TexelSource,
  turned: boolean,
): Gather {
  const inPlace = lanes.every((c, lane) => c < 0 || channel[c] === lane);
  /** For each place the texel to read, the texture it is in, and whether there is one. */
  const places = (source: Int32Array, among: number): Block => ({
    data: Float32Array.from([...source].flatMap((at) => [Math.floor(at / among), at % among, at < 0 ? 0 : 1, 0])),
    size: [source.length, 1, 1],
  });
  return {
    source: texelSource(textures, turned, inPlace),
    output: [lanes.length / LANES, columns.source.length, rows.source.length],
    tables: [
      places(rows.source, turned ? 1 : textures),
      places(columns.source, turned ? textures : 1),
      { data: Float32Array.from(lanes, (c) => (c < 0 ? 0 : channel[c])), size: [lanes.length / LANES, 1, 1] },
      { data: new Float32Array(LANES).fill(fill), size: [1, 1, 1] },
    ],
  };
}

function texelSource(textures: number, turned: boolean, inPlace: boolean): string {
  const names = Array.from({ length: textures }, (_, k) => `s${k}`);
  const [row, column] = turned ? ['c', 'r'] : ['r', 'c'];
  /** Assigns to `target` the source's texel of a quad. */
  const fetch = (target: string, quad: string): string =>
    names
      .map((name, k) => {
        const read = `${target} = ${name}[${row}[0]][${column}[0]][${quad}];`;
        return textures === 1 ? read : `if (${row}[1] === ${k}.0) {\n${read}\n}`;
      })
      .join('\n');
  const lane = (j: number): string => `let t${j} = fill[0][0][0];
const q${j} = Math.floor((l[${j}] + 0.5) / ${LANES}.0);
const k${j} = l[${j}] - q${j} * ${LANES}.0;
${fetch(`t${j}`, `q${j}`)}
const e${j} = k${j} < 1.5 ? (k${j} < 0.5 ? t${j}[0] : t${j}[1]) : (k${j} < 2.5 ? t${j}[2] : t${j}[3]);`;
  const every = Array.from({ length: LANES }, (_, j) => j);
  const body = inPlace
    ? fetch('v', 'this.thread.x')
    : `const l = lanes[0][0][this.thread.x];\n${every.map(lane).join('\n')}\nv = [${every.map((j) => `e${j}`).join(', ')}];`;
  return `function gather(${names.join(', ')}, rows, columns, lanes, fill) {
const r = rows[0][0][this.thread.z];
const c = columns[0][0][this.thread.y];
let v = fill[0][0][0];
if (r[2] > 0.5 && c[2] > 0.5) {
${body}
}
return v;
}`;
}
