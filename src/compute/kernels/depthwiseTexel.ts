import type { Correlation } from '../lower';
import type { Program } from './program';
import { LANES, forEachTap, lanesOf, packBiasTexels, packTexels, packWeightTexels } from './texel';

/**
 * Depthwise convolution on texels: a thread makes one output of each of four neighbouring input
 * channels, so that a texel of input meets a texel of weights lane by lane. With a channel multiplier m
 * the output quads stand multiplier by multiplier: quad j·quads + c holds output channels
 * (4c … 4c+3)·m + j.
 */
export function depthwiseTexel(plan: Correlation): Program {
  const { groups: channels, outPerGroup: multiplier, rows, columns } = plan;
  const quads = Math.ceil(channels / LANES);
  const inputs = Int32Array.from({ length: quads * LANES }, (_, c) => (c < channels ? c : -1));
  const outputs = Int32Array.from({ length: multiplier * quads * LANES }, (_, lane) => {
    const channel = lane % (quads * LANES);
    return channel < channels ? channel * multiplier + Math.floor(lane / (quads * LANES)) : -1;
  });
  return {
    kind: 'texel',
    form: 'depthwise',
    source: kernelSource(plan, quads, multiplier),
    output: [multiplier * quads, columns.output, rows.output],
    packInput: (item) => packTexels(item, rows, columns, inputs),
    packWeight: (weight) => packWeightTexels(weight, plan, 1, outputs, () => 0),
    packBias: (bias) => packBiasTexels(bias, outputs),
    result: {
      batch: 0,
      channel: lanesOf(outputs, channels * multiplier),
      spatial: [outputs.length * columns.output, outputs.length],
    },
  };
}

function kernelSource(plan: Correlation, quads: number, multiplier: number): string {
  // Small and exact in a float; the half keeps the division off the edge.
  const local =
    multiplier === 1 ? '' : `const q = this.thread.x - Math.floor((this.thread.x + 0.5) / ${quads}) * ${quads};`;
  const quad = multiplier === 1 ? 'this.thread.x' : quads === 1 ? '0' : 'q';
  const taps = forEachTap(
    plan,
    (row, column, tap) => `const v = x[${row}][${column}][${quad}];
const k = w[${tap}][0][this.thread.x];
a0 += v[0] * k[0];
a1 += v[1] * k[1];
a2 += v[2] * k[2];
a3 += v[3] * k[3];`,
  );
  return `function convolve(x, w, b) {
const bias = b[this.thread.x];
let a0 = bias[0];
let a1 = bias[1];
let a2 = bias[2];
let a3 = bias[3];
${quad === 'q' ? local : ''}
${taps}
return [a0, a1, a2, a3];
}`;
}
