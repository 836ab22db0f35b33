/** `bisect`, `heapq`, `statistics`, `fractions`, `decimal`: small algorithms on lists and numbers. */
import { isNumber } from '../../../shape';
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { native, type Bound, type LibraryModule } from '../../interpreter/native';
import { ClassValue, NONE, UnknownValue, float, int, list, type Value } from '../../interpreter/values';
import { exceptions } from '../exceptions';
import { elements, isLost } from '../iterables';
import { sortItems } from '../sorting';
import { toFloat } from '../numberMethods';
import { said } from '../../../protocol/say';

// ── bisect ─────────────────────────────────────────────────────────────────────────────────────

/** Where `x` belongs in a sorted list: before equal elements, or behind them. */
function bisect(a: Bound, cx: Context, side: 'left' | 'right'): number | UnknownValue {
  const items = elements(cx, a.get('a'));
  if (isLost(items)) return items;
  let [low, high] = [a.number('lo') ?? 0, a.isNone('hi') ? items.length : (a.number('hi') ?? items.length)];
  const key = (value: Value) => (a.isNone('key') ? value : cx.call(a.get('key'), [value]));
  while (low < high) {
    const middle = (low + high) >> 1;
    const [x, item] = [a.get('x'), key(items[middle])];
    const before = cx.truth(side === 'left' ? cx.compare('<', item, x) : cx.compare('<', x, item));
    if (before === undefined) return cx.unknown('where the element belongs is not known');
    if (before === (side === 'left')) low = middle + 1;
    else high = middle;
  }
  return low;
}

const SORTED = 'a, x, lo=0, hi=None, *, key=None';
const bisecting = (side: 'left' | 'right') =>
  native(`bisect_${side}`, SORTED, (a, cx) => {
    const at = bisect(a, cx, side);
    return typeof at === 'number' ? int(at) : at;
  });
const inserting = (side: 'left' | 'right') =>
  native(`insort_${side}`, SORTED, (a, cx) => {
    const [at, target] = [bisect(a, cx, side), a.get('a')];
    return cx.callMethod(target, 'insert', [typeof at === 'number' ? int(at) : at, a.get('x')]);
  });

// ── heapq ──────────────────────────────────────────────────────────────────────────────────────

/** Heaps are kept sorted: a sorted list is a heap, and pops come in the same order. */
function heap(a: Bound, cx: Context, change: (items: Value[]) => Value): Value {
  const target = a.get('heap');
  if (target.kind !== 'list') return target;
  if (target.open) return target.open;
  cx.touch(target);
  const items = [...target.items];
  const result = change(items);
  const sorted = sortItems(cx, items, NONE, false);
  if (sorted instanceof UnknownValue) {
    target.items = [];
    target.open = sorted;
    return sorted;
  }
  target.items = sorted;
  return result;
}

function popSmallest(items: Value[]): Value {
  const smallest = items.shift();
  if (!smallest) throw new PyError('IndexError', 'index out of range');
  return smallest;
}

const extremes = (name: string, largest: boolean) =>
  native(name, 'n, iterable, key=None', (a, cx) => {
    const items = elements(cx, a.get('iterable'));
    const n = a.number('n');
    if (isLost(items)) return items;
    const sorted = sortItems(cx, items, a.get('key'), largest);
    if (sorted instanceof UnknownValue || n === undefined) return cx.unknown(said`what ${name}() picks is not known`);
    return list(sorted.slice(0, n));
  });

const heapq = {
  heappush: native('heappush', 'heap, item', (a, cx) =>
    heap(a, cx, (items) => {
      items.push(a.get('item'));
      return NONE;
    }),
  ),
  heappop: native('heappop', 'heap', (a, cx) => heap(a, cx, popSmallest)),
  heapify: native('heapify', 'heap', (a, cx) => heap(a, cx, () => NONE)),
  heappushpop: native('heappushpop', 'heap, item', (a, cx) => {
    heap(a, cx, (items) => {
      items.push(a.get('item'));
      return NONE;
    });
    return heap(a, cx, popSmallest);
  }),
  nlargest: extremes('nlargest', true),
  nsmallest: extremes('nsmallest', false),
};

// ── statistics ─────────────────────────────────────────────────────────────────────────────────

/** A statistic of known numbers; of sizes or unknown ones it is an unknown float. */
function statistic(name: string, least: number, rule: (numbers: number[]) => number): Value {
  return native(name, 'data, xbar=None', (a, cx) => {
    const items = elements(cx, a.get('data'));
    if (isLost(items)) return items;
    if (items.length < least) {
      throw new PyError('StatisticsError', `${name} requires at least ${least} data point${least === 1 ? '' : 's'}`);
    }
    const numbers = items.map((item) => {
      const value = toFloat(cx, item);
      return value.kind === 'float' && isNumber(value.value) ? value.value : undefined;
    });
    if (numbers.includes(undefined)) return float(cx.unknownDim(said`the ${name} of values that are not known`));
    const result = rule(numbers as number[]);
    // Means and medians of ints that come out whole are ints (statistics._convert).
    const whole = Number.isInteger(result) && items.every((item) => item.kind === 'int') && name !== 'fmean';
    return whole && !name.includes('dev') ? int(result) : float(result);
  });
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0);
const mean = (numbers: readonly number[]) => total(numbers) / numbers.length;
const spread = (numbers: readonly number[]) => total(numbers.map((x) => (x - mean(numbers)) ** 2));
function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const statistics = {
  mean: statistic('mean', 1, mean),
  fmean: statistic('fmean', 1, mean),
  median: statistic('median', 1, median),
  variance: statistic('variance', 2, (xs) => spread(xs) / (xs.length - 1)),
  pvariance: statistic('pvariance', 1, (xs) => spread(xs) / xs.length),
  stdev: statistic('stdev', 2, (xs) => Math.sqrt(spread(xs) / (xs.length - 1))),
  pstdev: statistic('pstdev', 1, (xs) => Math.sqrt(spread(xs) / xs.length)),
  StatisticsError: new ClassValue('StatisticsError', [exceptions.ValueError], {}, 'statistics'),
};

const inexact = (name: string) =>
  native(name, '*args, **kwargs', (_a, cx) => cx.unknown(said`a ${name} is more exact than what is modelled`));

export const algorithmModules: LibraryModule[] = [
  {
    name: 'bisect',
    attrs: {
      bisect: bisecting('right'),
      bisect_left: bisecting('left'),
      bisect_right: bisecting('right'),
      insort: inserting('right'),
      insort_left: inserting('left'),
      insort_right: inserting('right'),
    },
  },
  { name: 'heapq', attrs: heapq },
  { name: 'statistics', attrs: statistics },
  { name: 'fractions', attrs: { Fraction: inexact('Fraction') } },
  { name: 'decimal', attrs: { Decimal: inexact('Decimal'), ROUND_HALF_UP: NONE, getcontext: inexact('context') } },
];
