/**
 * Derivatives along a direction (torch.func: vjp, jvp, linearize), and those of functions of several tensors
 * (torch.autograd.functional; PyTorch documentation of both). A derivative by a tensor has its shape.
 */
import type { Context } from '../../../python/interpreter/context';
import { native, type LibraryModule } from '../../../python/interpreter/native';
import { tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { mapTree } from '../../common/trees';
import { shapeless, tensorOf, whyUnknown } from '../tensor';

/** Tensors of the same shapes, whose numbers nobody knows. */
const like = (cx: Context, value: Value): Value =>
  mapTree(value, [], (leaf) => {
    if (leaf.kind !== 'tensor') return leaf;
    return leaf.shape ? tensorOf(leaf.shape, leaf.dtype) : shapeless(whyUnknown(cx, leaf), leaf.dtype);
  });

/** What a function gives, and what it gives beside it (`has_aux`). */
function outputs(cx: Context, output: Value, hasAux: boolean): [Value, Value[]] {
  if (!hasAux) return [output, []];
  return output.kind === 'tuple' && output.items.length === 2
    ? [output.items[0], [output.items[1]]]
    : [cx.unknown('what the function gives'), [cx.unknown('what the function gives')]];
}

const vjp = native('vjp', 'func, *primals, has_aux=False', (a, cx) => {
  const [output, aux] = outputs(cx, cx.call(a.get('func'), a.rest), a.truth('has_aux') === true);
  const back = native('vjp_fn', '*cotangents, **kwargs', (_b, inner) => tuple(a.rest.map((one) => like(inner, one))));
  return tuple([output, back, ...aux]);
});

const jvp = native('jvp', 'func, primals, tangents, *, strict=False, has_aux=False', (a, cx) => {
  const primals = cx.sequence(a.get('primals'));
  if (!primals) return cx.unknown('by what is derived');
  const [output, aux] = outputs(cx, cx.call(a.get('func'), primals), a.truth('has_aux') === true);
  return tuple([output, like(cx, output), ...aux]);
});

const linearize = native('linearize', 'func, *primals', (a, cx) => {
  const output = cx.call(a.get('func'), a.rest);
  return tuple([output, native('jvp_fn', '*tangents', (_b, inner) => like(inner, output))]);
});

const listOf = (value: Value): readonly Value[] =>
  value.kind === 'tuple' || value.kind === 'list' ? value.items : [value];

/** A function of one tensor, or of as many as are given in a tuple. */
const applied = (cx: Context, func: Value, inputs: Value): Value => cx.call(func, [...listOf(inputs)]);

/** For each of the values a result; no tuple where there is no tuple of them. */
const each = (values: Value, rule: (value: Value) => Value): Value =>
  values.kind === 'tuple' || values.kind === 'list' ? tuple(values.items.map(rule)) : rule(values);

/** A tensor with the axes of both. */
const outer = (cx: Context, a: Value, b: Value): Value =>
  a.kind === 'tensor' && a.shape && b.kind === 'tensor' && b.shape
    ? tensorOf([...a.shape, ...b.shape], a.dtype)
    : cx.unknown('the shape of a Jacobian');

const jacobian = native('jacobian', 'func, inputs, *args, **kwargs', (a, cx) =>
  each(applied(cx, a.get('func'), a.get('inputs')), (output) =>
    each(a.get('inputs'), (input) => outer(cx, output, input)),
  ),
);

const hessian = native('hessian', 'func, inputs, *args, **kwargs', (a, cx) => {
  applied(cx, a.get('func'), a.get('inputs'));
  return each(a.get('inputs'), (one) => each(a.get('inputs'), (other) => outer(cx, one, other)));
});

/** A product with a vector: what the function gives, and the product, which has the shape of what `of` says. */
const product = (name: string, of: 'inputs' | 'output'): NativeFunction =>
  native(name, 'func, inputs, v=None, *args, **kwargs', (a, cx) => {
    const output = applied(cx, a.get('func'), a.get('inputs'));
    return tuple([output, like(cx, of === 'inputs' ? a.get('inputs') : output)]);
  });

export const directional: Record<string, Value> = { vjp, jvp, linearize };

export const derivativeModules: LibraryModule[] = [
  {
    name: 'torch.autograd.functional',
    attrs: {
      jacobian,
      hessian,
      hvp: product('hvp', 'inputs'),
      vhp: product('vhp', 'inputs'),
      vjp: product('vjp', 'inputs'),
      jvp: product('jvp', 'output'),
    },
  },
];
