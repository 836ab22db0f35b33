/**
 * Which parameters that nobody gives are tensors. Names say it of few (`x`, `images`); but what a run gives to a layer, or to an
 * operation that works on nothing but tensors, is one: `net_in` of `tf.layers.conv2d(net_in, 64, 3)`.
 */
import type { CallRecord } from '../../python/interpreter';
import type { UnknownValue, Value } from '../../python/interpreter/values';
import type { TensorFramework } from '../../libraries/inputs';
import type { Learnt } from './supposed';

/** Makes tensors of numbers and sizes. */
const CREATES =
  /^(zeros|ones|empty|full|fill|eye|identity|tri|rand\w*|\w*normal\w*|uniform|arange|range|linspace|logspace|\w+space|\w+_indices|\w+_window|tensor|as_?tensor|as_?array|array|from_numpy|constant|variable|complex|polar|scalar_tensor)$/i;

/** Takes numbers where it takes tensors, other than in PyTorch. */
const TAKES_NUMBERS =
  /^(cast|to_\w+|convert_\w+|add|sub(tract)?|mul(tiply)?|div(ide|_no_nan)?|true_?div(ide)?|floor_?div(ide)?|float_power|mod|pow(er)?|square|r?sqrt|exp(m1)?|log(1p|2|10)?|logical_\w+|abs(olute)?|neg(ative)?|sign|floor|ceil|round|rint|a?(sin|cos|tan)h?|maximum|minimum|clip\w*|where|(not_)?equal|greater\w*|less\w*|is\w*|print|assert\w*|stack|size|shape|rank|reciprocal)$/i;

/** Takes two tensors. */
const TAKES_TWO = /loss|entropy|matmul|^(mm|bmm|dot|mse|add_n)$/i;

/** Takes tensors in a list. */
const TAKES_LISTS = /^(cat|h?v?d?stack|concat\w*)$/i;

/**
 * @param given what a call was given, and `calls` what was called then
 * @returns the names of the parameters among them that are tensors; undefined where there are none
 */
export function learnTensors(
  calls: readonly CallRecord[],
  given: readonly Value[],
  framework: TensorFramework,
): Learnt | undefined {
  const open = new Set(given.filter(isParameter));
  if (open.size === 0) return undefined;
  const asked = calls.flatMap((call) => tensorArguments(call, framework)).filter((value) => open.has(value));
  return asked.length === 0
    ? undefined
    : new Map(asked.map((value) => [(value as UnknownValue).symbol as string, undefined]));
}

const isParameter = (value: Value): boolean => value.kind === 'unknown' && value.symbol !== undefined;

/** The arguments that nothing but tensors can be. */
function tensorArguments({ kind, instance, op, inputs }: CallRecord, framework: TensorFramework): Value[] {
  if (kind !== 'op') return instance?.cls.isNative ? inputs.slice(0, 1) : [];
  const name = op.split('.').pop()!;
  const isOperator = name.startsWith('__');
  if (isOperator || CREATES.test(name) || (framework !== 'torch' && TAKES_NUMBERS.test(name))) return [];
  const [first] = inputs;
  if (TAKES_LISTS.test(name)) return first?.kind === 'list' || first?.kind === 'tuple' ? [...first.items] : [];
  return inputs.slice(0, TAKES_TWO.test(name) ? 2 : 1);
}
