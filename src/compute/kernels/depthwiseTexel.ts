import type { Correlation } from '../lower';
import type { Program } from './program';
import { companions, emitTaps, kernelText, rowsPerThread, sumName } from './texelCode';
import { LANES, lanesOf, packBiasTexels, packTexels, packWeightTexels } from './texelPack';

/**
 * Depthwise convolution on texels: a thread makes one output of each of four neighbouring input
 * channels, a few rows of it, so that a texel of input meets a texel of weights lane by lane. With a channel multiplier m
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
    output: [multiplier * quads, columns.output, Math.ceil(rows.output / rowsPerThread(plan))],
    companions: companions(rowsPerThread(plan)),
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
  const rows = rowsPerThread(plan);
  const taps = emitTaps(plan, rows, {
    weights: (tap, suffix) => `const w${suffix} = w[${tap}][0][this.thread.x];\n`,
    read: (row, column) => `const v = x[${row}][${column}][${quad}];\n`,
    multiply: (row, suffix) =>
      Array.from({ length: LANES }, (_, lane) => `${sumName(row, lane)} += v[${lane}] * w${suffix}[${lane}];\n`).join(
        '',
      ),
  });
  return kernelText(rows, `${quad === 'q' ? local : ''}\n${taps}`);
}
