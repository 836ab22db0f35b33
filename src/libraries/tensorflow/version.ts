/**
 * Where the versions of TensorFlow differ. The root module of version 2 has no placeholders, sessions or random_normal: a
 * program that takes one of them from there runs version 1, and what its releases refuse is said to it.
 */
import { formatShape, isNumber, type Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { NativeFunction, type TensorValue, type Value } from '../../python/interpreter/values';
import type { GraphNode } from './graphNode';
import { callTensors, infoOf } from './node';
import { stateOf, warnOnce } from './state';
import { said } from '../../protocol/say';

/** The functions, noting that whoever calls one runs TensorFlow 1. */
export function onlyInVersion1(functions: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(functions).map(([name, fn]) => {
      if (!(fn instanceof NativeFunction)) return [name, fn];
      const impl: NativeFunction['impl'] = (cx, call) => {
        stateOf(cx).isVersion1 = true;
        return fn.impl(cx, call);
      };
      return [name, new NativeFunction(fn.name, impl, fn.isOp)];
    }),
  );
}

/** Warns where ranks differ: before BatchMatMulV2 (TensorFlow 1.14) a product did not broadcast. */
export function warnOfRanks(cx: Context, op: string, a: Shape, b: Shape, product: Shape): void {
  if (!stateOf(cx).isVersion1 || a.length === b.length) return;
  warnOnce(
    cx,
    'matmul-ranks',
    said`${op} of ${formatShape(a)} and ${formatShape(b)}: TensorFlow before 1.14 refuses tensors of different rank; later versions repeat the one of lower rank and give ${formatShape(product)}. To sum over the last axis of the first and the first of the second, use tf.tensordot(a, b, axes=1).`,
  );
}

/** Warns where the shape of a variable's first value is computed from `tf.shape` of something that is fed. */
export function warnOfRunTimeShape(cx: Context, initial: TensorValue): void {
  const { node, declared } = infoOf(initial);
  if (!stateOf(cx).isVersion1 || declared || !node) return;
  const fed = callTensors(node.call).find((tensor) => isShapeTensor(tensor) && readsOpenPlaceholder(tensor));
  if (!fed) return;
  warnOnce(
    cx,
    'variable-shape-at-run-time',
    said`The shape of the variable is computed while the graph runs: TensorFlow 1.8 and earlier do not know it when the graph is built and refuse ("initial_value must have a shape specified"). Take sizes that are known from x.get_shape() instead of tf.shape(x), or call set_shape before.`,
  );
}

const isShapeTensor = ({ dtype, shape }: TensorValue): boolean => /^int/.test(dtype ?? '') && (shape?.length ?? 2) <= 1;

/** Whether a tensor follows from a placeholder of which a size is None. */
function readsOpenPlaceholder(tensor: TensorValue, seen = new Set<GraphNode>()): boolean {
  const { node } = infoOf(tensor);
  if (!node || seen.has(node)) return false;
  seen.add(node);
  if (node.kind === 'placeholder') return !tensor.shape || tensor.shape.some((dim) => !isNumber(dim));
  return callTensors(node.call).some((input) => readsOpenPlaceholder(input, seen));
}
