/** Operators: numbers and sequences directly, everything else by the methods that Python's data model names. */
import {
  compareNumbers,
  compareSizes,
  binaryNumbers,
  isNumeric,
  unaryNumber,
  type ComparisonOp,
} from '../builtins/arithmetic';
import { isVague } from '../builtins/containers';
import { formatPercent } from '../builtins/format';
import { hashKey } from '../builtins/hash';
import { isNumber, lessThan, sym, type Dim } from '../../shape';
import { PyError } from './errors';
import { factsOf, factsOfComparison, factsOfNot, withFacts } from './facts';
import type { Interpreter } from './interpreter';
import { closed, concatenated, seriesOf } from './series';
import { isRefined } from './subscripts';
import { isLayer, typeOf } from './types';
import {
  BytesValue,
  DictValue,
  IntValue,
  ListValue,
  NOT_GIVEN,
  SetValue,
  bool,
  list,
  str,
  tuple,
  UnknownValue,
  type TensorValue,
  type Value,
} from './values';
import { said } from '../../protocol/say';

const methods: Record<string, string> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '<<': 'lshift',
  '>>': 'rshift',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
};

export function binary(ip: Interpreter, op: string, left: Value, right: Value): Value {
  if (left.kind === 'int' && right.kind === 'int')
    return binaryNumbers(op, left, right) ?? unsupported(ip, op, left, right);
  const numbers = binaryNumbers(op, asNumber(left, right), asNumber(right, left));
  if (numbers) return numbers;
  const direct = sequences(ip, op, left, right);
  if (direct) return direct;
  const name = methods[op];
  const [l, r] = [typeOf(left), typeOf(right)];
  // The right operand goes first where its class refines the left one's.
  const reflectedFirst = l !== r && r.isSubclassOf(l) && r.lookup(`__r${name}__`) !== undefined;
  const forward = () => attempt(ip, left, `__${name}__`, right);
  const reflected = () => (l === r && left.kind !== 'unknown' ? undefined : attempt(ip, right, `__r${name}__`, left));
  const result = reflectedFirst ? (reflected() ?? forward()) : (forward() ?? reflected());
  if (result) return result;
  if (left.kind === 'unknown') return beside(left, right);
  if (right.kind === 'unknown') return beside(right, left);
  return l.unknown ?? r.unknown ?? unsupported(ip, op, left, right);
}

/** What is a tensor or a number stays so beside a number only. */
function beside(value: UnknownValue, other: Value): UnknownValue {
  return value.within && !isNumeric(other) ? new UnknownValue(value.reason, value.at) : value;
}

/** A parameter nobody gave reads as a size of its name where the other operand is a number. */
function asNumber(value: Value, other: Value): Value {
  if (value.kind !== 'unknown' || !value.symbol) return value;
  return isNumeric(other) || (other.kind === 'unknown' && other.symbol) ? new IntValue(symbolOf(value)) : value;
}

const symbolOf = (value: UnknownValue) => sym(value.symbol!);

function attempt(ip: Interpreter, self: Value, method: string, other: Value): Value | undefined {
  const fn = typeOf(self).lookup(method);
  if (!fn) return undefined;
  const result = ip.call(fn, [self, other]);
  return result.kind === 'singleton' && result.name === 'NotImplemented' ? undefined : result;
}

/** Element types of numbers: an array may also hold texts, whose elements are added to others. */
const NUMERIC = /^(u?int|b?float|bool|complex)/;

/** A list of what is not known may be one of numbers, which TensorFlow takes for a tensor. */
const mayBeTensor = (value: Value): boolean =>
  value.kind === 'list' && (value.open !== undefined || value.items.some((item) => item.kind === 'unknown'));

function unsupported(ip: Interpreter, op: string, left: Value, right: Value): Value {
  const [l, r] = [typeOf(left).name, typeOf(right).name];
  const [tensor, other] = left.kind === 'tensor' ? [left, right] : [right, left];
  if ((isLayer(left) && isComputedWith(right)) || (isLayer(right) && isComputedWith(left)))
    return ip.fail(
      new PyError(
        'TypeError',
        said`unsupported operand type(s) for ${op}: '${l}' and '${r}'. The layer must be called first.`,
        'not-a-tensor',
      ),
    );
  // What nobody gave, and of which no shape is known, may as well be a list.
  const isText = other.kind === 'str' && tensor.kind === 'tensor' && !NUMERIC.test(tensor.dtype ?? '');
  const mayBeOther =
    isText ||
    other === NOT_GIVEN ||
    mayBeTensor(other) ||
    (tensor.kind === 'tensor' && !tensor.shape && ip.findings.isSupposing);
  if (tensor.kind !== 'tensor' || mayBeOther || !isPlain(op, tensor, other))
    return ip.fail(new PyError('TypeError', `unsupported operand type(s) for ${op}: '${l}' and '${r}'`));
  const tensors = other.kind === 'tuple' && other.items.some((item) => item.kind === 'tensor');
  return ip.fail(
    new PyError(
      'TypeError',
      tensors
        ? said`unsupported operand type(s) for ${op}: '${l}' and '${r}'. The tuple holds ${other.items.length} values: take one of them, as in [0].`
        : said`unsupported operand type(s) for ${op}: '${l}' and '${r}'`,
      'not-a-tensor',
    ),
  );
}

const NO_NUMBERS: ReadonlySet<string> = new Set(['tuple', 'list', 'dict', 'set', 'str', 'none']);

/** Whether an operand is of a built-in type that no tensor can be computed with; one integer may still repeat a sequence. */
const isPlain = (op: string, tensor: TensorValue, other: Value): boolean =>
  NO_NUMBERS.has(other.kind) && op !== '%' && (op !== '*' || (tensor.shape?.length ?? 0) > 0);

/** What stands beside a layer where the layer's result is meant: a tensor, a number, or another layer. */
const isComputedWith = (value: Value): boolean => value.kind === 'tensor' || isNumeric(value) || isLayer(value);

/** `a op= b`: the in-place method where there is one. */
export function inPlace(ip: Interpreter, op: string, left: Value, right: Value): Value {
  if (left.kind === 'list' && op === '+') {
    if (right.kind === 'iterator') {
      ip.callMethod(left, 'extend', [right]);
      return left;
    }
    if (left.series || seriesOf(right)) {
      ip.callMethod(left, 'extend', [right]);
      return left;
    }
    ip.touch(left);
    const items = ip.sequence(right);
    if (items) left.items.push(...items);
    else left.open ??= ip.unknown('a list is extended by elements that are not known');
    return left;
  }
  if ((left.kind === 'dict' || left.kind === 'set') && op === '|') {
    ip.callMethod(left, 'update', [right]);
    return left;
  }
  const method = typeOf(left).lookup(`__i${methods[op]}__`);
  if (method) {
    const result = ip.call(method, [left, right]);
    if (!(result.kind === 'singleton' && result.name === 'NotImplemented')) return result;
  }
  return binary(ip, op, left, right);
}

/** Strings, tuples, lists, dicts and sets. */
function sequences(ip: Interpreter, op: string, left: Value, right: Value): Value | undefined {
  if (op === '%' && left.kind === 'str') return formatPercent(ip, left.value, right);
  if (op === '+') {
    if (left.kind === 'str' && right.kind === 'str') return str(left.value + right.value);
    if (left.kind === 'bytes' && right.kind === 'bytes') return new BytesValue(left.value + right.value);
    if (left.kind === 'tuple' && right.kind === 'tuple') return tuple([...left.items, ...right.items]);
    if (left.kind === 'list' && right.kind === 'list') {
      const sum = list([...left.items, ...right.items]);
      sum.open = left.open ?? right.open;
      if (sum.open) {
        const [first, second] = [left, right].map((part) => (part.open ? part.series : closed(part.items)));
        sum.series = first && second && concatenated(first, second);
        sum.items = [];
      }
      return sum;
    }
  }
  if (op === '*') return repeat(ip, left, right) ?? repeat(ip, right, left);
  if (left.kind === 'dict' && right.kind === 'dict' && op === '|') {
    const union = new DictValue(left.cls);
    union.open = left.open ?? right.open;
    for (const source of [left, right]) for (const [key, entry] of source.entries) union.entries.set(key, entry);
    return union;
  }
  if (left.kind === 'set' && right.kind === 'set') return setOperation(op, left, right);
  return undefined;
}

function repeat(ip: Interpreter, sequence: Value, times: Value): Value | undefined {
  const count = times.kind === 'bool' ? Number(times.value) : times.kind === 'int' ? times.value : undefined;
  if (sequence.kind === 'unknown' && sequence.symbol) return undefined;
  if (!['str', 'bytes', 'tuple', 'list'].includes(sequence.kind)) return undefined;
  if (count === undefined && times.kind !== 'unknown') return undefined;
  if (typeof count !== 'number') {
    const reason =
      times.kind === 'unknown' ? times : ip.unknown('a sequence is repeated a number of times that is not known');
    if (sequence.kind !== 'list') return reason;
    const open = list([]);
    open.open = reason;
    if (!sequence.open && sequence.items.length > 0)
      open.series = { before: [], each: [...sequence.items], after: [], least: isPositive(times) ? 1 : 0 };
    return open;
  }
  const n = Math.max(0, count);
  if (n > 1_000_000) return ip.unknown(said`a sequence repeated ${n} times is too long to follow`);
  switch (sequence.kind) {
    case 'str':
      return str(sequence.value.repeat(n));
    case 'bytes':
      return new BytesValue(sequence.value.repeat(n));
    case 'tuple':
      return tuple(Array.from({ length: n }, () => sequence.items).flat());
    case 'list': {
      const result = new ListValue(Array.from({ length: n }, () => sequence.items).flat());
      result.open = sequence.open;
      return result;
    }
  }
  return undefined;
}

/** Whether a size that has no number is one at least. */
const isPositive = (times: Value): boolean =>
  times.kind === 'unknown' ? times.symbol !== undefined : times.kind === 'int' && lessThan(0, times.value);

function setOperation(op: string, left: SetValue, right: SetValue): Value | undefined {
  const keep: Record<string, (key: string) => boolean> = {
    '&': (key) => left.entries.has(key) && right.entries.has(key),
    '|': () => true,
    '-': (key) => left.entries.has(key) && !right.entries.has(key),
    '^': (key) => left.entries.has(key) !== right.entries.has(key),
  };
  const test = keep[op];
  if (!test) return undefined;
  const result = new SetValue(left.frozen);
  result.open = left.open ?? right.open;
  for (const [key, value] of [...left.entries, ...right.entries]) if (test(key)) result.entries.set(key, value);
  return result;
}

export function unary(ip: Interpreter, op: '+' | '-' | '~' | 'not', value: Value): Value {
  if (op === 'not') {
    const truth = ip.truth(value);
    return truth === undefined ? withFacts(ip.unknownCondition(value), factsOfNot(factsOf(value))) : bool(!truth);
  }
  const direct = unaryNumber(op, value);
  if (direct) return direct;
  // Nobody negates a size: a parameter that is negated may be an array as well.
  if (value.kind === 'unknown') return value.symbol ? new UnknownValue(value.reason, value.at) : value;
  const name = { '+': '__pos__', '-': '__neg__', '~': '__invert__' }[op];
  const method = typeOf(value).lookup(name);
  if (method) return ip.call(method, [value]);
  return (
    typeOf(value).unknown ??
    ip.fail(new PyError('TypeError', `bad operand type for unary ${op}: '${typeOf(value).name}'`))
  );
}

const rich: Record<string, [string, string]> = {
  '==': ['__eq__', '__eq__'],
  '!=': ['__ne__', '__ne__'],
  '<': ['__lt__', '__gt__'],
  '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'],
};

export function compare(ip: Interpreter, op: string, left: Value, right: Value): Value {
  switch (op) {
    case 'is':
    case 'is not': {
      const same = identical(left, right);
      return same === undefined ? ip.unknownCondition(left, right) : bool(same === (op === 'is'));
    }
    case 'in':
    case 'not in': {
      const found = contains(ip, right, left);
      return found === undefined ? ip.unknownCondition(right, left) : bool(found === (op === 'in'));
    }
  }
  if (left.kind === 'tensor' || right.kind === 'tensor' || left.kind === 'instance' || right.kind === 'instance') {
    const [forward, reflected] = rich[op];
    const result = attempt(ip, left, forward, right) ?? attempt(ip, right, reflected, left);
    if (result) return result;
    if (op === '!=') {
      const equal = attempt(ip, left, '__eq__', right);
      if (equal) return unary(ip, 'not', equal);
    }
  }
  const decided = op === '==' || op === '!=' ? equal(ip, left, right) : order(ip, op as ComparisonOp, left, right);
  if (decided === undefined) return withFacts(ip.unknownCondition(left, right), factsOfComparison(op, left, right));
  return bool(op === '!=' ? !decided : decided);
}

/** `a is b`; undefined where a value is unknown. */
function identical(a: Value, b: Value): boolean | undefined {
  if (a === b) return a.kind !== 'unknown' ? true : undefined;
  if (a.kind === 'unknown' || b.kind === 'unknown') return undefined;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'none') return true;
  if (a.kind === 'singleton') return a.name === (b as typeof a).name;
  if (a.kind === 'method') return a.self === (b as typeof a).self && a.func === (b as typeof a).func;
  // CPython shares small integers and interned strings; code that relies on it compares equal constants.
  if (a.kind === 'bool' || a.kind === 'str') return a.value === (b as typeof a).value;
  if (a.kind === 'int')
    return isNumber(a.value) && isNumber((b as IntValue).value) ? a.value === (b as IntValue).value : undefined;
  return false;
}

/** `a == b`; undefined where it cannot be told. */
export function equal(ip: Interpreter, a: Value, b: Value): boolean | undefined {
  if (a === b && a.kind !== 'unknown') return true;
  if (isNumeric(a) && isNumeric(b)) return compareNumbers('==', a, b);
  if (a.kind === 'unknown' || b.kind === 'unknown') return equalSizes(a, b);
  if (a.kind === 'instance' || b.kind === 'instance' || a.kind === 'tensor' || b.kind === 'tensor') {
    const result = attempt(ip, a, '__eq__', b) ?? attempt(ip, b, '__eq__', a);
    return result ? ip.truth(result) : false;
  }
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'none':
      return true;
    case 'str':
    case 'bytes':
      return a.value === (b as typeof a).value;
    case 'tuple':
      return allEqual(ip, a.items, (b as typeof a).items);
    case 'list':
      if (a.open || (b as ListValue).open) return undefined;
      return allEqual(ip, a.items, (b as ListValue).items);
    case 'dict': {
      const other = b as DictValue;
      if (a.open || other.open) return undefined;
      if (a.entries.size !== other.entries.size) return false;
      const pairs = [...a.entries].map(([key, entry]) => [entry.value, other.entries.get(key)?.value] as const);
      if (pairs.some(([, value]) => !value)) return false;
      return allEqual(
        ip,
        pairs.map(([value]) => value),
        pairs.map(([, value]) => value!),
      );
    }
    case 'set': {
      const other = b as SetValue;
      if (a.open || other.open) return undefined;
      return a.entries.size === other.entries.size && [...a.entries.keys()].every((key) => other.entries.has(key));
    }
    case 'range': {
      const other = b as typeof a;
      return a.start === other.start && a.stop === other.stop && a.step === other.step;
    }
    case 'slice': {
      const other = b as typeof a;
      return allEqual(ip, [a.start, a.stop, a.step], [other.start, other.stop, other.step]);
    }
    case 'method':
      return a.self === (b as typeof a).self && a.func === (b as typeof a).func;
    default:
      return hashKey(a) === hashKey(b);
  }
}

/** A parameter that nobody gives is equal to itself, and not to its double; beside a number or another one it may be either. */
function equalSizes(a: Value, b: Value): boolean | undefined {
  const [x, y] = [sizeOf(a), sizeOf(b)];
  return x && y && !isNumber(x) && !isNumber(y) ? compareSizes('==', x, y) : undefined;
}

function sizeOf(value: Value): Dim | undefined {
  if (value.kind === 'unknown') return value.symbol ? symbolOf(value) : undefined;
  return value.kind === 'int' ? value.value : undefined;
}

function allEqual(ip: Interpreter, a: readonly Value[], b: readonly Value[]): boolean | undefined {
  if (a.length !== b.length) return false;
  let result: boolean | undefined = true;
  for (let i = 0; i < a.length; i++) {
    const same = equal(ip, a[i], b[i]);
    if (same === false) return false;
    if (same === undefined) result = undefined;
  }
  return result;
}

function order(ip: Interpreter, op: ComparisonOp, a: Value, b: Value): boolean | undefined {
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(op, a, b);
  if (a.kind === 'unknown' || b.kind === 'unknown') return undefined;
  if ((a.kind === 'str' && b.kind === 'str') || (a.kind === 'bytes' && b.kind === 'bytes')) {
    const sign = a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
    return { '<': sign < 0, '<=': sign <= 0, '>': sign > 0, '>=': sign >= 0 }[op as '<'];
  }
  if ((a.kind === 'tuple' && b.kind === 'tuple') || (a.kind === 'list' && b.kind === 'list')) {
    for (let i = 0; i < Math.min(a.items.length, b.items.length); i++) {
      const same = equal(ip, a.items[i], b.items[i]);
      if (same === undefined) return undefined;
      if (!same) return order(ip, op, a.items[i], b.items[i]);
    }
    return compareNumbers(op, new IntValue(a.items.length), new IntValue(b.items.length));
  }
  if (a.kind === 'set' && b.kind === 'set') {
    const within = (inner: SetValue, outer: SetValue) => [...inner.entries.keys()].every((k) => outer.entries.has(k));
    if (op === '<=') return within(a, b);
    if (op === '>=') return within(b, a);
    return op === '<'
      ? within(a, b) && a.entries.size < b.entries.size
      : within(b, a) && b.entries.size < a.entries.size;
  }
  ip.fail(
    new PyError('TypeError', `'${op}' not supported between instances of '${typeOf(a).name}' and '${typeOf(b).name}'`),
  );
  return undefined;
}

/** `item in container`; undefined where it cannot be told. */
export function contains(ip: Interpreter, container: Value, item: Value): boolean | undefined {
  if (container.kind === 'unknown') return undefined;
  if (container.kind === 'str') return item.kind === 'str' ? container.value.includes(item.value) : undefined;
  const method = typeOf(container).lookup('__contains__');
  if (method && (method.kind === 'function' || isRefined(container, method, '__contains__')))
    return ip.truth(ip.call(method, [container, item]));
  if (container.kind === 'dict' || container.kind === 'set') {
    if (item.kind === 'unknown') return undefined;
    const key = hashKey(item, ip);
    if (key !== undefined && container.entries.has(key)) return true;
    return container.open || (isVague(item) && container.entries.size > 0) ? undefined : false;
  }
  if (container.kind === 'range' && item.kind === 'int' && isNumber(item.value)) {
    const { start, stop, step } = container;
    const inside = step > 0 ? item.value >= start && item.value < stop : item.value <= start && item.value > stop;
    return inside && (item.value - start) % step === 0;
  }
  if (method && container.kind !== 'list' && container.kind !== 'tuple')
    return ip.truth(ip.call(method, [container, item]));
  const items = ip.sequence(container);
  if (!items) return undefined;
  let result: boolean | undefined = false;
  for (const candidate of items) {
    const same = equal(ip, candidate, item);
    if (same) return true;
    if (same === undefined) result = undefined;
  }
  return result;
}
