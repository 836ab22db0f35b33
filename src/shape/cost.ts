/** Parameters and multiply-adds. MACs are multiply-adds of convolutions and linear layers; a bias is not counted. */
import { add, isUnknown, mul, productOf } from './dim';
import type { Dim, Shape } from './types';

export interface Cost {
  /** Weights plus bias. */
  readonly params: Dim;
  /** Multiply-adds for the whole batch; for one example where the size of the batch is not known. */
  readonly macs: Dim;
}

export const NO_COST: Cost = { params: 0, macs: 0 };

/** The cost of a dense layer on (…, inFeatures): in · out weights, used once per position of the leading axes. */
export function linearCost(input: Shape, inFeatures: Dim, outFeatures: Dim, bias: boolean): Cost {
  const weights = mul(inFeatures, outFeatures);
  return {
    params: add(weights, bias ? outFeatures : 0),
    macs: mul(examples(input.slice(0, -1)), weights),
  };
}

/**
 * How often a layer runs: the product of the axes it carries through. A batch of unknown size (Keras' None) counts
 * as one example, so that a network whose batch is open still has a cost.
 */
function examples(leading: Shape): Dim {
  return productOf(leading.map((size, axis) => (axis === 0 && isUnknown(size) ? 1 : size)));
}

/** What the cost of a convolution depends on. */
export interface ConvCostInput {
  readonly weightShape: Shape;
  readonly outChannels: Dim;
  readonly bias: boolean;
  /** Batch sizes and other axes that are carried through. */
  readonly leading: readonly Dim[];
  /** The positions at which the whole weight is applied: output positions, or input positions when transposed. */
  readonly positions: readonly Dim[];
}

/** Every weight is used once per position: MACs = batch · positions · weights. */
export function convCost({ weightShape, outChannels, bias, leading, positions }: ConvCostInput): Cost {
  const weights = productOf(weightShape);
  return {
    params: add(weights, bias ? outChannels : 0),
    macs: mul(mul(examples(leading), productOf(positions)), weights),
  };
}

export function addCosts(costs: Iterable<Cost>): Cost {
  let params: Dim = 0;
  let macs: Dim = 0;
  for (const cost of costs) {
    params = add(params, cost.params);
    macs = add(macs, cost.macs);
  }
  return { params, macs };
}
