/** Comparisons of whole arrays, and `numpy.testing`. */
import { broadcastShape, broadcastTo } from '../../compute/numeric/broadcast';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, type Bound } from '../../python/interpreter/native';
import { NONE, bool, type TensorValue, type UnknownValue, type Value } from '../../python/interpreter/values';
import { broadcastShapes, equalDims, formatShape } from '../../shape';
import { makeTensor } from '../common/tensors';
import { asArray, numpyFamily } from './classes';

/** Two arrays with their numbers broadcast together, where both are known. */
interface Pair {
  readonly x: TensorValue;
  readonly y: TensorValue;
  readonly shape?: readonly number[];
  readonly left?: ArrayLike<number>;
  readonly right?: ArrayLike<number>;
}

function pairOf(cx: Context, op: string, first: Value, second: Value): Pair {
  const [x, y] = [asArray(cx, first), asArray(cx, second)];
  if (x.shape && y.shape) broadcastShapes([x.shape, y.shape], op);
  if (!x.data || !y.data) return { x, y };
  const shape = broadcastShape([x.data.shape, y.data.shape]);
  return { x, y, shape, left: broadcastTo(x.data, shape).data, right: broadcastTo(y.data, shape).data };
}

/** |a − b| ≤ atol + rtol·|b| (NumPy documentation, `isclose`). */
function isClose(a: number, b: number, rtol: number, atol: number, equalNan: boolean): boolean {
  if (a === b) return true;
  if (Number.isNaN(a) || Number.isNaN(b)) return equalNan && Number.isNaN(a) && Number.isNaN(b);
  return Number.isFinite(b) && Math.abs(a - b) <= atol + rtol * Math.abs(b);
}

/** Whether each pair of elements is close; undefined where numbers or tolerances are not known. */
function closeness(a: Bound, { left, right }: Pair): boolean[] | undefined {
  const [rtol, atol, equalNan] = [a.number('rtol'), a.number('atol'), a.truth('equal_nan')];
  if (!left || !right || rtol === undefined || atol === undefined) return undefined;
  return Array.from(left, (value, i) => isClose(value, right[i], rtol, atol, equalNan === true));
}

const notKnown = (cx: Context): UnknownValue => cx.unknown('the numbers of the arrays compared are not known');

const allclose = native('allclose', 'a, b, rtol=1e-05, atol=1e-08, equal_nan=False', (a, cx) => {
  const close = closeness(a, pairOf(cx, a.fn, a.get('a'), a.get('b')));
  return close ? bool(close.every(Boolean)) : notKnown(cx);
});

const isclose = native('isclose', 'a, b, rtol=1e-05, atol=1e-08, equal_nan=False', (a, cx) => {
  const pair = pairOf(cx, a.fn, a.get('a'), a.get('b'));
  const close = closeness(a, pair);
  const shape = pair.x.shape && pair.y.shape && broadcastShapes([pair.x.shape, pair.y.shape], a.fn);
  const data = close &&
    pair.shape && { shape: pair.shape, dtype: 'bool' as const, data: Uint8Array.from(close, Number) };
  const reason = pair.x.reason ?? pair.y.reason;
  return makeTensor(numpyFamily.resultClass('bool', shape), shape, 'bool', { data, reason });
});

/** True, false, or undefined: shapes that differ are never equal. */
function arraysEqual(cx: Context, first: Value, second: Value): boolean | undefined {
  const [x, y] = [asArray(cx, first), asArray(cx, second)];
  if (x.shape && y.shape) {
    if (x.shape.length !== y.shape.length) return false;
    if (x.shape.some((dim, i) => equalDims(dim, y.shape![i]) === false)) return false;
  }
  if (!x.data || !y.data) return undefined;
  return x.data.data.every((value, i) => value === y.data!.data[i]);
}

const arrayEqual = native('array_equal', 'a1, a2, equal_nan=False', (a, cx) => {
  const equal = arraysEqual(cx, a.get('a1'), a.get('a2'));
  return equal === undefined ? notKnown(cx) : bool(equal);
});

export const logic: Record<string, Value> = {
  allclose,
  isclose,
  array_equal: arrayEqual,
  array_equiv: arrayEqual,
};

// ── numpy.testing ──────────────────────────────────────────────────────────────────────────────

/** Raises AssertionError where shapes certainly differ or a pair of known numbers breaks the rule. */
function assertPairs(
  cx: Context,
  actual: Value,
  desired: Value,
  what: string,
  holds: (a: number, b: number) => boolean,
): Value {
  const [x, y] = [asArray(cx, actual), asArray(cx, desired)];
  const scalar = x.shape?.length === 0 || y.shape?.length === 0;
  if (!scalar && x.shape && y.shape) {
    const differ = x.shape.length !== y.shape.length || x.shape.some((dim, i) => equalDims(dim, y.shape![i]) === false);
    if (differ) {
      throw new PyError(
        'AssertionError',
        `\n${what}\n\n(shapes ${formatShape(x.shape)}, ${formatShape(y.shape)} mismatch)`,
      );
    }
  }
  const { left, right } = pairOf(cx, 'numpy.testing', x, y);
  if (!left || !right) return NONE;
  const wrong = Array.from(left).filter((value, i) => !holds(value, right[i])).length;
  if (wrong === 0) return NONE;
  const percent = Number(((100 * wrong) / left.length).toPrecision(3));
  throw new PyError('AssertionError', `\n${what}\n\nMismatched elements: ${wrong} / ${left.length} (${percent}%)`);
}

const same = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

export const testing: Record<string, Value> = {
  assert_allclose: native(
    'assert_allclose',
    "actual, desired, rtol=1e-07, atol=0, equal_nan=True, err_msg='', verbose=True, *, strict=False",
    (a, cx) => {
      const [rtol, atol] = [a.number('rtol'), a.number('atol')];
      if (rtol === undefined || atol === undefined) return NONE;
      const what = `Not equal to tolerance rtol=${cx.repr(a.get('rtol'))}, atol=${cx.repr(a.get('atol'))}`;
      return assertPairs(cx, a.get('actual'), a.get('desired'), what, (x, y) => isClose(x, y, rtol, atol, true));
    },
  ),
  assert_array_equal: native(
    'assert_array_equal',
    "actual, desired, err_msg='', verbose=True, *, strict=False",
    (a, cx) => assertPairs(cx, a.get('actual'), a.get('desired'), 'Arrays are not equal', same),
  ),
  assert_equal: native('assert_equal', "actual, desired, err_msg='', verbose=True, *, strict=False", (a, cx) =>
    assertPairs(cx, a.get('actual'), a.get('desired'), 'Items are not equal', same),
  ),
  assert_almost_equal: native('assert_almost_equal', "actual, desired, decimal=7, err_msg='', verbose=True", (a, cx) =>
    almostEqual(cx, a),
  ),
  assert_array_almost_equal: native(
    'assert_array_almost_equal',
    "actual, desired, decimal=6, err_msg='', verbose=True",
    (a, cx) => almostEqual(cx, a),
  ),
};

/** |actual − desired| < 1.5 · 10^−decimal (NumPy documentation, `assert_array_almost_equal`). */
function almostEqual(cx: Context, a: Bound): Value {
  const decimal = a.number('decimal');
  if (decimal === undefined) return NONE;
  const what = `Arrays are not almost equal to ${decimal} decimals`;
  return assertPairs(
    cx,
    a.get('actual'),
    a.get('desired'),
    what,
    (x, y) => same(x, y) || Math.abs(x - y) < 1.5 * 10 ** -decimal,
  );
}
