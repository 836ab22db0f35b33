import { activationText } from '../activation';
import type { KernelPlan } from '../backends/types';
import { sum, takeLarger, times } from './kernelText';
import type { NumberArray } from '../ndarray';
import type { Block } from './program';
import {
  type TapCode,
  type TexelProgram,
  type ThreadCost,
  companions,
  emitTaps,
  kernelText,
  rowsPerThread,
  sumName,
} from './texelCode';
import { LANES, lanesOf, packBiasTexels, packTexels, packWeightTexels } from './texelPack';

/** Of a tap. */
const COST: ThreadCost = { weights: 1, products: LANES };
const MAX_ROWS = 4;

/**
 * What goes channel by channel, on texels: depthwise convolution, pooling, and activations by themselves. A thread makes
 * one output of each of four neighbouring input channels, a few rows of it, so that a texel of input meets a texel of
 * weights lane by lane. With a channel multiplier m the output quads stand multiplier by multiplier: quad j·quads + c holds
 * output channels (4c … 4c+3)·m + j.
 */
export function depthwiseTexel(plan: KernelPlan, maxRows: number): TexelProgram {
  const { correlation, operation } = plan;
  const { groups: channels, outPerGroup: multiplier, rows, columns } = correlation;
  const quads = Math.ceil(channels / LANES);
  const inputs = Int32Array.from({ length: quads * LANES }, (_, c) => (c < channels ? c : -1));
  const outputs = Int32Array.from({ length: multiplier * quads * LANES }, (_, lane) => {
    const channel = lane % (quads * LANES);
    return channel < channels ? channel * multiplier + Math.floor(lane / (quads * LANES)) : -1;
  });
  const own = rows.kernel * columns.kernel === 1 ? 1 : rowsPerThread(correlation, COST, Math.min(MAX_ROWS, maxRows));
  const input = { ...correlation, lanes: inputs };
  return {
    source: kernelSource(plan, own, quads),
    output: [multiplier * quads, columns.output, Math.ceil(rows.output / own)],
    companions: companions(own),
    input,
    packInput: (item) => packTexels(item, input),
    packWeight: (weight) =>
      operation === 'conv' ? packWeightTexels(weight, correlation, outputs) : packFactors(weight),
    packBias: (bias) => (operation === 'conv' ? packBiasTexels(bias, outputs) : packFactors(bias!)),
    result: {
      batch: 0,
      channel: lanesOf(outputs, channels * multiplier),
      spatial: [outputs.length * columns.output, outputs.length],
    },
  };
}

/** The factors of pooling, one texel of four equal numbers for each row or column. */
function packFactors(factors: NumberArray): Block {
  const data = new Float32Array(factors.length * LANES);
  factors.forEach((factor, i) => data.fill(factor, i * LANES, (i + 1) * LANES));
  return { data, size: [1, factors.length, 1] };
}

function kernelSource({ correlation, operation, activation }: KernelPlan, rows: number, quads: number): string {
  const { outPerGroup: multiplier } = correlation;
  // Small and exact in a float; the half keeps the division off the edge.
  const local =
    multiplier === 1 ? '' : `const q = this.thread.x - Math.floor((this.thread.x + 0.5) / ${quads}) * ${quads};`;
  const quad = multiplier === 1 ? 'this.thread.x' : quads === 1 ? '0' : 'q';
  const lanes = Array.from({ length: LANES }, (_, lane) => lane);
  const conv = operation === 'conv';
  const code: TapCode = {
    cost: COST,
    weights: (tap, suffix) => (conv ? `const w${suffix} = w[${tap}][0][this.thread.x];\n` : ''),
    read: (row, column) => `const v = x[${row}][${column}][${quad}];\n`,
    multiply: (row, suffix) =>
      lanes
        .map((lane) => {
          const total = sumName(row, lane);
          if (conv) return `${total} += v[${lane}] * w${suffix}[${lane}];\n`;
          return operation === 'max' ? takeLarger(total, `v[${lane}]`) : `${total} += v[${lane}];\n`;
        })
        .join(''),
  };
  const factors = (row: number): string =>
    `const f${row} = w[0][${sum(times('this.thread.z', rows), row)}][0];\n` +
    lanes.map((lane) => `${sumName(row, lane)} = ${sumName(row, lane)} * f${row}[0] * c[0];\n`).join('');
  const scale = conv
    ? ''
    : `const c = b[0][this.thread.y][0];\n${Array.from({ length: rows }, (_, row) => factors(row)).join('')}`;
  const start = (row: number): string => {
    if (operation === 'average') return '[0.0, 0.0, 0.0, 0.0]';
    const { rows: axis, columns } = correlation;
    const first = sum(times('this.thread.z', axis.stride * rows), row * axis.stride);
    return `x[${first}][${times('this.thread.y', columns.stride)}][this.thread.x]`;
  };
  const body = `${quad === 'q' ? local : ''}\n${emitTaps(correlation, rows, code)}${scale}`;
  return kernelText(rows, body, {
    start: conv ? undefined : start,
    finish: (name) => activationText(activation, name),
  });
}
