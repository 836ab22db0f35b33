import type { Correlation } from '../lower';
import type { Block, ItemSource, Program } from './program';
import { sum, times } from './texelCode';

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
  const perChannel = groups > 1 && inPerGroup === 1 && outPerGroup === 1;
  const first =
    groups === 1 || perChannel
      ? ''
      : `const first = Math.floor((this.thread.z + 0.5) / ${outPerGroup}) * ${inPerGroup};`;
  const channel = perChannel ? 'this.thread.z' : groups === 1 ? 'i' : inPerGroup === 1 ? 'first' : 'first + i';
  const inputLoop = inPerGroup > 1 || (groups === 1 && !perChannel);
  const row = sum(times('this.thread.y', rows.stride), times('ky', rows.dilation));
  const column = sum(times('this.thread.x', columns.stride), times('kx', columns.dilation));
  const tap = sum(times('ky', columns.kernel), 'kx');
  const weight = inputLoop ? sum(times('i', taps), tap) : tap;
  return `function convolve(x, w, b) {
let total = b[this.thread.z];
${first}
${inputLoop ? `for (let i = 0; i < ${inPerGroup}; i++) {` : ''}
for (let ky = 0; ky < ${rows.kernel}; ky++) {
for (let kx = 0; kx < ${columns.kernel}; kx++) {
total += x[${channel}][${row}][${column}] * w[this.thread.z][${weight}];
}
}
${inputLoop ? '}' : ''}
return total;
}`;
}
