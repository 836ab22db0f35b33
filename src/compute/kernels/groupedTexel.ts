import { type Activation, activationText } from '../activation';
import type { KernelPlan } from '../backends/types';
import type { Correlation } from '../lower';
import { sum, times } from './kernelText';
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

/**
 * Ordinary and grouped convolution on texels: a thread makes four output channels of a few rows, which lie in
 * one group and so read the same input texels. Groups start on a texel of their own.
 *
 * Input [row][column][group·quads + q], weight [tap][input channel of the group][output quad].
 */
export function groupedTexel({ correlation: plan, activation }: KernelPlan, maxRows: number): TexelProgram {
  const { groups, inPerGroup, outPerGroup, rows, columns } = plan;
  const inQuads = Math.ceil(inPerGroup / LANES);
  const outQuads = Math.ceil(outPerGroup / LANES);
  const input = { ...plan, lanes: inGroups(groups, inPerGroup, inQuads) };
  const outputs = inGroups(groups, outPerGroup, outQuads);
  const pixel = groups * outQuads * LANES;
  const own = rowsPerThread(plan, costOf(Math.min(inPerGroup, LANES)), maxRows);
  return {
    source: kernelSource(plan, own, inQuads, outQuads, activation),
    output: [groups * outQuads, columns.output, Math.ceil(rows.output / own)],
    companions: companions(own),
    input,
    packInput: (item) => packTexels(item, input),
    packWeight: (weight) => packWeightTexels(weight, plan, outputs),
    packBias: (bias) => packBiasTexels(bias, outputs),
    result: {
      batch: 0,
      channel: lanesOf(outputs, groups * outPerGroup),
      spatial: [pixel * columns.output, pixel],
    },
  };
}

/** The channel in each lane when every group takes `quads` texels, −1 for a lane that stays empty. */
function inGroups(groups: number, perGroup: number, quads: number): Int32Array {
  return Int32Array.from({ length: groups * quads * LANES }, (_, lane) => {
    const group = Math.floor(lane / (quads * LANES));
    const within = lane % (quads * LANES);
    return within < perGroup ? group * perGroup + within : -1;
  });
}

/** Of a tap: each input lane has a texel of weights, and every product is of one input and one output lane. */
function costOf(lanes: number): ThreadCost {
  return { weights: lanes, products: lanes * LANES };
}

function kernelSource(
  plan: Correlation,
  rows: number,
  inQuads: number,
  outQuads: number,
  activation: Activation | undefined,
): string {
  const { groups, inPerGroup } = plan;
  const whole = Math.floor(inPerGroup / LANES);
  const rest = inPerGroup % LANES;
  // With several output quads to a group the group is a local; it is small, so its way through a float is exact,
  // and the half keeps the division off the edge.
  const first =
    groups === 1 || outQuads === 1 ? '' : `const first = Math.floor((this.thread.x + 0.5) / ${outQuads}) * ${inQuads};`;
  const quad = (q: string): string => {
    if (groups === 1) return q;
    return sum(outQuads === 1 ? times('this.thread.x', inQuads) : 'first', q);
  };
  const code = (q: string, input: string, lanes: number): TapCode => ({
    cost: costOf(lanes),
    weights: (tap, suffix) =>
      Array.from(
        { length: lanes },
        (_, lane) => `const w${suffix}${lane} = w[${tap}][${sum(input, lane)}][this.thread.x];\n`,
      ).join(''),
    read: (row, column) => `const v = x[${row}][${column}][${quad(q)}];\n`,
    multiply: (row, suffix) =>
      Array.from({ length: LANES }, (_, out) => {
        const terms = Array.from({ length: lanes }, (_, lane) => `v[${lane}] * w${suffix}${lane}[${out}]`);
        return `${sumName(row, out)} += ${terms.join(' + ')};\n`;
      }).join(''),
  });
  const wholeQuads =
    whole < 2
      ? whole && emitTaps(plan, rows, code('0', '0', LANES))
      : `for (let q = 0; q < ${whole}; q++) {${emitTaps(plan, rows, code('q', times('q', LANES), LANES))}}`;
  const lastQuad = rest && emitTaps(plan, rows, code(`${whole}`, `${whole * LANES}`, rest));
  return kernelText(rows, [first, wholeQuads || '', lastQuad || ''].join('\n'), {
    finish: (name) => activationText(activation, name),
  });
}
