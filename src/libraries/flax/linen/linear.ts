/** Dense, DenseGeneral, Embed. */
import { str } from '../../../python/interpreter/values';
import { mul, normalizeAxis, productOf, ShapeError, sym, type Dim, type Shape } from '../../../shape';
import { axesArg, dimOf, shapeArg } from '../../common/shapes';
import { makeArray } from '../../jax/arrays';
import { jaxNumpy } from '../../jax/numpy';
import { checkIntegers, computedDtype, dtypeOfTable } from '../dtypes';
import { linenLayer, shapeless, type LayerSpec } from './define';
import { features } from './geometry';
import { said } from '../../../protocol/say';

const INIT =
  'kernel_init=None, bias_init=None, promote_dtype=None, dot_general=None, dot_general_cls=None, preferred_element_type=None';

/** The last axis of an input; @throws ShapeError `rank-mismatch` for an input without axes. */
function lastOf(shape: Shape, op: string): Dim {
  if (shape.length > 0) return shape[shape.length - 1];
  throw new ShapeError('rank-mismatch', said`${op} needs an input with a feature axis, but it is a scalar.`);
}

const dense: LayerSpec = {
  name: 'Dense',
  fields: `features, use_bias=True, dtype=None, param_dtype=None, precision=None, ${INIT}`,
  assumed: () => [sym('N'), sym('in_features')],
  anyRank: true,
  rule: (c, input) => {
    const out = features(c.cx, c.field('features'));
    if (!input.shape) return shapeless(c.cx, input, c.op);
    const size = lastOf(input.shape, c.op);
    c.param('kernel', [size, out]);
    if (c.cx.truth(c.field('use_bias')) ?? true) c.param('bias', [out]);
    const shape = [...input.shape.slice(0, -1), out];
    c.note({ macs: mul(productOf(shape), size) });
    return makeArray(shape, computedDtype(c, input.dtype));
  },
};

/**
 * Batch axes are the first ones, without a gap, and none of them is contracted.
 * @throws ShapeError `duplicate-axis`, `axis-out-of-range`
 */
function checkAxes(op: string, contracted: readonly number[], batch: readonly number[]): void {
  const both = batch.find((axis) => contracted.includes(axis));
  if (both !== undefined)
    throw new ShapeError('duplicate-axis', said`${op}: axis ${both} stands both in axis and in batch_dims.`);
  if (batch.some((axis) => axis >= batch.length))
    throw new ShapeError('axis-out-of-range', said`${op}: batch_dims must be the first axes, without a gap.`);
}

/** Contracts several axes with a kernel and puts the features behind the rest (flax.linen.DenseGeneral). */
const denseGeneral: LayerSpec = {
  name: 'DenseGeneral',
  fields: `features, axis=-1, batch_dims=(), use_bias=True, dtype=None, param_dtype=None, ${INIT}, precision=None`,
  rule: (c, input) => {
    const { shape } = input;
    if (!shape) return shapeless(c.cx, input, c.op);
    const out = shapeArg(c.cx, c.field('features'), 'features');
    const axes = axesArg(c.cx, c.field('axis'));
    const batch = axesArg(c.cx, c.field('batch_dims'));
    if (!out || !Array.isArray(axes) || !Array.isArray(batch))
      return c.cx.unknown('the axes of DenseGeneral are not known');
    const over = axes.map((axis: number) => normalizeAxis(axis, shape.length, c.op));
    const kept = batch.map((axis: number) => normalizeAxis(axis, shape.length, c.op));
    checkAxes(c.op, over, kept);
    const sizes = (list: readonly number[]): Dim[] => list.map((axis) => shape[axis]);
    c.param('kernel', [...sizes(kept), ...sizes(over), ...out]);
    if (c.cx.truth(c.field('use_bias')) ?? true) c.param('bias', [...sizes(kept), ...out]);
    const rest = shape.filter((_, axis) => !over.includes(axis) && !kept.includes(axis));
    const result = [...sizes(kept), ...rest, ...out];
    c.note({ macs: productOf([...result, ...sizes(over)]) });
    return makeArray(result, computedDtype(c, input.dtype));
  },
};

const embed: LayerSpec = {
  name: 'Embed',
  fields: 'num_embeddings, features, dtype=None, param_dtype=None, embedding_init=None, promote_dtype=None',
  assumed: () => [sym('N'), sym('T')],
  rule: (c, input) => {
    const out = features(c.cx, c.field('features'));
    // A class of the program's own may make another table in its setup().
    if (!c.self.attrs.has('embedding'))
      c.param('embedding', [dimOf(c.cx, c.field('num_embeddings'), 'num_embeddings'), out]);
    if (!input.shape) return shapeless(c.cx, input, c.op);
    checkIntegers(c, input);
    return makeArray([...input.shape, out], dtypeOfTable(c));
  },
};

/** The axes of an operand by letter; those that `...` stands for have none. */
const lettersOf = (subscripts: string): string[] => [...subscripts.replace(/\.\.\./g, '')];

/**
 * A kernel of any shape that meets the input in an einsum, and a bias for the kernel's axes that are left
 * (flax.linen.Einsum).
 */
const einsum: LayerSpec = {
  name: 'Einsum',
  fields:
    'shape, einsum_str=None, use_bias=True, dtype=None, param_dtype=None, precision=None, kernel_init=None, bias_init=None',
  call: 'inputs, einsum_str=None',
  rule: (c, input) => {
    const shape = shapeArg(c.cx, c.field('shape'));
    const text = c.a.isNone('einsum_str') ? c.field('einsum_str') : c.a.get('einsum_str');
    if (!shape || text.kind !== 'str') return c.cx.unknown('the shape or einsum_str of Einsum is not known');
    const kernel = c.param('kernel', shape);
    const subscripts = text.value.replace(/\s/g, '');
    const [operands, result = ''] = subscripts.split('->');
    const letters = lettersOf(operands.split(',')[1] ?? '');
    if (c.cx.truth(c.field('use_bias')) ?? true) {
      const left = lettersOf(result).filter((letter) => letters.includes(letter));
      c.param(
        'bias',
        left.map((letter) => shape[letters.indexOf(letter)]),
      );
    }
    const product = c.cx.call(jaxNumpy.einsum, [str(subscripts), input, kernel]);
    return product.kind === 'tensor' ? makeArray(product.shape, computedDtype(c, input.dtype)) : product;
  },
};

export const linearLayers = [dense, denseGeneral, einsum, embed].map(linenLayer);
