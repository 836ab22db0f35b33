import { type Activation, activationText } from '../activation';
import type { KernelPlan } from '../backends/types';
import type { Correlation } from '../lower';
import type { NumberArray } from '../ndarray';
import { loop, sum, takeLarger, times } from './kernelText';
import { type PlaneProgram, packPlaneWeights, planeInput } from './planes';
import type { Block } from './program';

/**
 * The form that every mode runs, and the one for `cpu`: a thread makes one number.
 * Input [channel][row][column], padded; weight [output channel][input of the group · taps + tap].
 */
export function scalarProgram({ correlation: plan, operation, activation }: KernelPlan): PlaneProgram {
  const { groups, outPerGroup, rows, columns } = plan;
  const channels = groups * outPerGroup;
  return {
    source: operation === 'conv' ? convSource(plan, activation) : poolSource(plan, operation, activation),
    companions: [],
    output: [columns.output, rows.output, channels],
    input: plan,
    ...planeInput(plan),
    packWeight: (weight) => (operation === 'conv' ? packPlaneWeights(weight, plan) : packFactors(weight)),
    packBias: (bias) => packFactors(bias ?? new Float32Array(channels)),
    result: {
      batch: 0,
      channel: Int32Array.from({ length: channels }, (_, o) => o * rows.output * columns.output),
      spatial: [columns.output, 1],
    },
  };
}

function packFactors(factors: NumberArray): Block {
  return { data: Float32Array.from(factors), size: [factors.length, 1, 1] };
}

function convSource(plan: Correlation, activation: Activation | undefined): string {
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
      : loop('ky', rows.kernel, (ky) => loop('kx', columns.kernel, (kx) => `total += ${term(input, ky, kx)};\n`));
  const body =
    taps * inPerGroup <= MAX_UNROLLED ? indices(inPerGroup).map(overTaps).join('') : loop('i', inPerGroup, overTaps);
  return `function convolve(x, w, b) {\nlet total = b[this.thread.z];\n${first}${body}return ${activationText(activation, 'total')};\n}`;
}

/** Pooling: a window of each channel by itself, in loops, for windows of a whole image are common. */
function poolSource(
  { rows, columns }: Correlation,
  kind: 'max' | 'average',
  activation: Activation | undefined,
): string {
  const at = (ky: string, kx: string): string => {
    const row = sum(times('this.thread.y', rows.stride), times(ky, rows.dilation));
    const column = sum(times('this.thread.x', columns.stride), times(kx, columns.dilation));
    return `x[this.thread.z][${row}][${column}]`;
  };
  const take = (ky: string, kx: string): string =>
    kind === 'max' ? `const v = ${at(ky, kx)};\n${takeLarger('total', 'v')}` : `total += ${at(ky, kx)};\n`;
  return `function pool(x, w, b) {
let total = ${kind === 'max' ? at('0', '0') : '0.0'};
${loop('ky', rows.kernel, (ky) => loop('kx', columns.kernel, (kx) => take(ky, kx)))}const pooled = total * w[this.thread.y] * b[this.thread.x];
return ${activationText(activation, 'pooled')};
}`;
}

/** Products written out at most; more are loops. */
const MAX_UNROLLED = 150;

function indices(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}
