import type { Correlation } from '../lower';
import type { Block, ItemSource, Program } from './program';
import { loop, sum, times } from './kernelText';

/**
 * The form for backends without textures (`webasm`, `cpu`, `webgpu`): a thread makes one number.
 * Input [channel][row][column], padded; weight [output channel][input of the group · taps + tap].
 */
export function scalarProgram(plan: Correlation): Program {
  const { groups, inPerGroup, outPerGroup, rows, columns } = plan;
  const channels = groups * outPerGroup;
  const taps = rows.kernel * columns.kernel;
  return {
    kind: 'scalar',
    form: groups === 1 ? 'full' : inPerGroup === 1 ? 'depthwise' : 'grouped',
    source: kernelSource(plan),
    companions: [],
    output: [columns.output, rows.output, channels],
    packInput: (item) => packPlanes(item, plan),
    packWeight: (weight) => {
      const data = new Float32Array(channels * inPerGroup * taps);
      let target = 0;
      for (let o = 0; o < channels; o++) {
        for (let i = 0; i < inPerGroup; i++) {
          for (let ky = 0; ky < rows.kernel; ky++) {
            for (let kx = 0; kx < columns.kernel; kx++) data[target++] = weight[plan.weightIndex(o, i, ky, kx)];
          }
        }
      }
      return { data, size: [inPerGroup * taps, channels, 1] };
    },
    packBias: (bias) => ({
      data: bias ? Float32Array.from(bias) : new Float32Array(channels),
      size: [channels, 1, 1],
    }),
    result: {
      batch: 0,
      channel: Int32Array.from({ length: channels }, (_, o) => o * rows.output * columns.output),
      spatial: [columns.output, 1],
    },
  };
}

function packPlanes(item: ItemSource, plan: Correlation): Block {
  const { rows, columns } = plan;
  const channels = plan.groups * plan.inPerGroup;
  const width = columns.source.length;
  const height = rows.source.length;
  const data = new Float32Array(channels * height * width);
  let target = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const row = rows.source[y];
      const line = item.offset + item.channel[c] + row * item.rowStride;
      for (let x = 0; x < width; x++, target++) {
        const column = columns.source[x];
        if (row >= 0 && column >= 0) data[target] = item.data[line + column * item.columnStride];
      }
    }
  }
  return { data, size: [width, height, channels] };
}

function kernelSource(plan: Correlation): string {
  const { groups, inPerGroup, outPerGroup, rows, columns } = plan;
  const taps = rows.kernel * columns.kernel;
  const own = groups > 1 && inPerGroup === 1 && outPerGroup === 1;
  // Small, so exact in a float; the half keeps the division off the edge.
  const first =
    groups === 1 || own ? '' : `const first = Math.floor((this.thread.z + 0.5) / ${outPerGroup}) * ${inPerGroup};\n`;
  const channel = (input: string): string => {
    if (own) return 'this.thread.z';
    return groups === 1 ? input : sum('first', input);
  };
  const term = (input: string, ky: string, kx: string): string => {
    const row = sum(times('this.thread.y', rows.stride), times(ky, rows.dilation));
    const column = sum(times('this.thread.x', columns.stride), times(kx, columns.dilation));
    const tap = sum(times(input, taps), sum(times(ky, columns.kernel), kx));
    return `x[${channel(input)}][${row}][${column}] * w[this.thread.z][${tap}]`;
  };
  // Loop counters are floats on `webasm`, and each index made of one is converted back: written out, indices stay whole.
  const overTaps = (input: string): string =>
    taps <= MAX_UNROLLED
      ? indices(rows.kernel)
          .map(
            (ky) =>
              `total += ${indices(columns.kernel)
                .map((kx) => term(input, ky, kx))
                .join(' + ')};\n`,
          )
          .join('')
      : loop('ky', rows.kernel, loop('kx', columns.kernel, `total += ${term(input, 'ky', 'kx')};\n`));
  const body =
    taps * inPerGroup <= MAX_UNROLLED
      ? indices(inPerGroup).map(overTaps).join('')
      : loop('i', inPerGroup, overTaps('i'));
  return `function convolve(x, w, b) {\nlet total = b[this.thread.z];\n${first}${body}return total;\n}`;
}

/** Products written out at most; more are loops. */
const MAX_UNROLLED = 150;

function indices(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}
