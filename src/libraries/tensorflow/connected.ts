/** Which tensors a gradient reaches: `tf.gradients` gives None for those that what is derived does not follow from. */
import type { TensorValue, Value } from '../../python/interpreter/values';
import type { GraphNode } from './graphNode';
import { callTensors, infoOf, tensorsIn } from './node';

/** Operations that pass no gradient on to anything (`ops.NotDifferentiable`, tensorflow/python/ops). */
const STOPS = /^(StopGradient|stop_gradient|Shape|Size|Rank|ArgMax|ArgMin|ZerosLike|OnesLike)(_\d+)?$/;

/** Whether no gradient of `ys` reaches the tensor: true only where all that they follow from was seen. */
export function isUnconnected(ys: Value, x: TensorValue): boolean {
  const targets = tensorsIn(ys);
  if (ys.kind === 'unknown' || targets.length === 0) return false;
  const seen = new Set<GraphNode>();
  return targets.every((y) => isApart(y, x, seen));
}

function isApart(y: TensorValue, x: TensorValue, seen: Set<GraphNode>): boolean {
  if (isSame(y, x)) return false;
  // Whole numbers and truths have no derivative.
  if (/^(u?int|bool|string)/.test(y.dtype ?? '')) return true;
  const { node, variable } = infoOf(y);
  // What no operation made is a variable, or something of which nothing is known.
  if (!node) return variable !== undefined;
  // What a session is fed follows from nothing; a node that was seen is looked at where it was met first.
  if (node.kind === 'placeholder' || seen.has(node) || STOPS.test(lastPart(node.name))) return true;
  seen.add(node);
  if (node.kind === 'layer' || callsFunctions(node)) return false;
  return callTensors(node.call).every((input) => isApart(input, x, seen));
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

function isSame(y: TensorValue, x: TensorValue): boolean {
  const [a, b] = [infoOf(y), infoOf(x)];
  return y === x || (a.node !== undefined && a.node === b.node && a.index === b.index);
}

/** Loops, branches and cells: what their functions take from outside is not among their arguments. */
function callsFunctions({ call }: GraphNode): boolean {
  return [...call.args, ...call.kwargs.values()].some(holdsCode);
}

function holdsCode(value: Value): boolean {
  if (value.kind === 'list' || value.kind === 'tuple') return value.items.some(holdsCode);
  if (value.kind === 'dict') return [...value.entries.values()].some((entry) => holdsCode(entry.value));
  return !['tensor', 'none', 'int', 'float', 'bool', 'str', 'slice', 'ellipsis', 'class'].includes(value.kind);
}
