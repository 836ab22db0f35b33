/** Branches of a graph: `tf.cond`, `tf.case`, `tf.switch_case`. What comes out is what the branches agree on. */
import { PyError } from '../../../python/interpreter/errors';
import { NONE } from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';
import { operation } from '../operation';
import { numberOf } from '../staticShape';
import { agreed } from './loops';

/** `tf.case([(condition, fn), …], default)`: what the branches agree on. */
const choose = operation(
  'tf.case',
  'pred_fn_pairs, default=None, exclusive=False, strict=False, name=None',
  (a, cx) => {
    const given = a.get('pred_fn_pairs');
    const pairs =
      given.kind === 'dict'
        ? [...given.entries.values()].map(({ value }) => value)
        : (cx.sequence(given)?.map((pair) => cx.sequence(pair)?.[1] ?? NONE) ?? []);
    const branches = [...pairs, ...(a.isNone('default') ? [] : [a.get('default')])];
    const values = branches.map((branch) => cx.call(branch));
    return values.length > 0
      ? values.reduce((one, other) => agreed(cx, one, other))
      : cx.unknown('the branches are not known');
  },
  'case',
);

/** `tf.switch_case(index, branches, default)`: an index outside of them takes the last one (tensorflow/python/ops/control_flow_switch_case.py). */
const switchCase = operation(
  'tf.switch_case',
  "branch_index, branch_fns, default=None, name='switch_case'",
  (a, cx) => {
    const [index, given] = [a.get('branch_index'), a.get('branch_fns')];
    const isWhole = index.kind === 'tensor' && (index.dtype === undefined || /^u?int/.test(index.dtype));
    if (index.kind !== 'unknown' && !isWhole) {
      throw new PyError(
        'TypeError',
        said`${a.fn} takes an integer tensor for branch_index, but got ${index.kind === 'tensor' ? index.dtype! : cx.typeOf(index).name}. Write tf.constant(i).`,
        index.kind === 'tensor' ? 'dtype-mismatch' : 'not-a-tensor',
      );
    }
    const keyed =
      given.kind === 'dict'
        ? [...given.entries.values()].map(({ key, value }) => [numberOf(key), value] as const)
        : (cx.sequence(given) ?? []).map((item, i) => {
            const pair = item.kind === 'tuple' ? item.items : [];
            return [pair.length === 2 ? numberOf(pair[0]) : i, pair[1] ?? item] as const;
          });
    const at = index.kind === 'tensor' && index.data?.data.length === 1 ? Number(index.data.data[0]) : undefined;
    const otherwise = a.isNone('default') ? keyed.at(-1)?.[1] : a.get('default');
    if (!otherwise) return cx.unknown('the branches are not known');
    if (at !== undefined) return cx.call(keyed.find(([key]) => key === at)?.[1] ?? otherwise);
    return [...keyed.map(([, branch]) => branch), ...(a.isNone('default') ? [] : [otherwise])]
      .map((branch) => cx.call(branch))
      .reduce((one, other) => agreed(cx, one, other));
  },
  'switch_case',
);

export const branchFunctions = [choose, switchCase];
