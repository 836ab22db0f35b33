/**
 * In what the layers of Flax keep their weights and compute (flax/linen/dtypes.py `canonicalize_dtype`, flax/nnx/nn/dtypes.py, 0.12):
 * weights are `param_dtype`; input and weights become `dtype`, or where that is None what JAX's promotion gives of them, a float at least.
 */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { said } from '../../protocol/say';
import { kindOf } from '../common/dtypes';
import { inexact, narrowed, promoteJax } from '../jax/arrays';
import { dtypeOr } from '../numpy/classes';

/** What a rule asks of its layer. */
export interface Typed {
  readonly cx: Context;
  field(name: string): Value;
}

/** The element type of a layer's weights; undefined where it is not known. */
export const weightDtype = ({ cx, field }: Typed): string | undefined =>
  narrowed(dtypeOr(cx, field('param_dtype'), 'float32'));

/**
 * The element type of what a layer gives for an input; undefined where it is not known. `isWeighted` says whether weights meet the input:
 * those of single precision make a float of it whatever it is.
 */
export function computedDtype(c: Typed, input: string | undefined, isWeighted = true): string | undefined {
  const given = c.field('dtype');
  if (given.kind !== 'none') return narrowed(dtypeOr(c.cx, given, undefined));
  if (!isWeighted) return inexact(input);
  const weight = weightDtype(c);
  if (input === undefined) return weight === 'float32' ? weight : undefined;
  return inexact(promoteJax([{ dtype: input }, { dtype: weight }]));
}

/** The element type of rows of a table: the table's, whatever the positions are. */
export function dtypeOfTable(c: Typed): string | undefined {
  const given = c.field('dtype');
  return given.kind === 'none' ? weightDtype(c) : narrowed(dtypeOr(c.cx, given, undefined));
}

/** The settings that a layer gives to those it is made of. */
export const typesOf = ({ field }: Pick<Typed, 'field'>): Map<string, Value> =>
  new Map(['dtype', 'param_dtype'].map((name) => [name, field(name)]));

/** @throws PyError ValueError for positions that are certainly no whole numbers (flax/linen/linear.py, `Embed.__call__`) */
export function checkIntegers({ op }: { readonly op: string }, { dtype }: TensorValue): void {
  if (dtype === undefined || kindOf(dtype) === 'int') return;
  throw new PyError(
    'ValueError',
    said`${op}: input type must be an integer or unsigned integer, but it is ${dtype}. Take x.astype(int).`,
    'not-an-integer',
  );
}
