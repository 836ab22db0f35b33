/** Distances between tensors: cosine_similarity, pairwise_distance, pdist, and their layers. */
import { broadcastShapes, floorDiv, mul, reduceShape, ShapeError, sub } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { ClassValue, NativeFunction, TensorValue, Value } from '../../../python/interpreter/values';
import { axisNumber, torchOp } from '../arguments';
import { needFloating } from '../dtypeRules';
import { isFloating } from '../dtypes';
import { inputOf, ofShape } from '../family';
import { layerClass } from '../nn/layer';
import { asTensor, shapeless, tensorOf, whyUnknown } from '../tensor';
import { said } from '../../../protocol/say';

/** Two tensors broadcast, one axis summed away. */
function along(
  cx: Context,
  op: string,
  a: TensorValue,
  b: TensorValue,
  dim: number | undefined,
  keepDims: boolean,
): Value {
  if (op.toLowerCase().startsWith('cos') && b.dtype !== undefined && !isFloating(b.dtype)) needFloating(op, a);
  if (!a.shape || !b.shape) return shapeless(whyUnknown(cx, a.shape ? b : a), a.dtype);
  const shape = broadcastShapes([a.shape, b.shape], op);
  if (dim === undefined) return shapeless(cx.unknown(said`the axis given to ${op} is not known`), a.dtype);
  return tensorOf(reduceShape(shape, [dim], keepDims, op), a.dtype);
}

/** The distances of N rows from each other: N(N − 1)/2. */
function pdist(cx: Context, input: TensorValue): Value {
  return ofShape(cx, input, (shape) => {
    if (shape.length !== 2)
      throw new ShapeError('rank-mismatch', said`pdist takes 2 axes, but the input has ${shape.length}.`);
    return tensorOf([floorDiv(mul(shape[0], sub(shape[0], 1)), 2)], input.dtype);
  });
}

const functions: Record<string, NativeFunction> = {
  cosine_similarity: torchOp('cosine_similarity', 'x1, x2, dim=1, eps=1e-08', (a, cx) =>
    along(
      cx,
      'cosine_similarity',
      inputOf(a, 'x1'),
      inputOf(a, 'x2'),
      axisNumber(cx, a.get('dim'), 'cosine_similarity(): dim'),
      false,
    ),
  ),
  pairwise_distance: torchOp('pairwise_distance', 'x1, x2, p=2.0, eps=1e-06, keepdim=False', (a, cx) =>
    along(cx, 'pairwise_distance', inputOf(a, 'x1'), inputOf(a, 'x2'), -1, a.truth('keepdim') ?? false),
  ),
  pdist: torchOp('pdist', 'input, p=2.0', (a, cx) => pdist(cx, inputOf(a))),
};

const module = 'torch.nn.modules.distance';
const layers: ClassValue[] = [
  layerClass({
    name: 'CosineSimilarity',
    module,
    signature: 'dim=1, eps=1e-08',
    inputs: 'x1, x2',
    forward: (c) =>
      along(
        c.cx,
        c.op,
        c.input,
        asTensor(c.cx, c.a.get('x2'), c.op, 'x2'),
        axisNumber(c.cx, c.get('dim'), `${c.op}: dim`),
        false,
      ),
  }),
  layerClass({
    name: 'PairwiseDistance',
    module,
    signature: 'p=2.0, eps=1e-06, keepdim=False',
    inputs: 'x1, x2',
    forward: (c) =>
      along(c.cx, c.op, c.input, asTensor(c.cx, c.a.get('x2'), c.op, 'x2'), -1, c.cx.truth(c.get('keepdim')) ?? false),
  }),
];

export const similarityFunctions = { functions, layers };
