/**
 * Sequences of which a part comes a number of times that nobody knows: the layers that a loop makes over a depth that is
 * not given. What is known of each of them is known of the sequence.
 */
import { alike } from './alike';
import { ListValue, UnknownRange, type Series, type UnknownValue, type Value } from './values';

/** What a list, or an iterator over one, repeats; undefined where its elements are all known or not known at all. */
export function seriesOf(value: Value): Series | undefined {
  if (value.kind === 'list') return value.open && value.series;
  if (value.kind === 'iterator') return value.series;
  return value instanceof UnknownRange ? value.series : undefined;
}

/** A sequence whose elements are all known. */
export const closed = (before: readonly Value[]): Series => ({ before, each: [], after: [], least: 0 });

/** All that is known of the elements, in order. */
export const samples = ({ before, each, after }: Series): Value[] => [...before, ...each, ...after];

/** What every element is like; undefined where they differ. */
export function elementOf(series: Series): Value | undefined {
  const [first, ...others] = samples(series);
  return first && others.every((other) => alike(first, other)) ? first : undefined;
}

/** The same sequence with something in the place of each element. */
export const mapSeries = (series: Series, change: (item: Value) => Value): Series => ({
  before: series.before.map(change),
  each: series.each.map(change),
  after: series.after.map(change),
  least: series.least,
});

export const reversedSeries = ({ before, each, after, least }: Series): Series => ({
  before: [...after].reverse(),
  each: [...each].reverse(),
  after: [...before].reverse(),
  least,
});

/** One after the other; undefined where both repeat something. */
export function concatenated(a: Series, b: Series): Series | undefined {
  if (a.each.length > 0 && b.each.length > 0) return undefined;
  return a.each.length > 0 ? { ...a, after: [...a.after, ...b.before] } : { ...b, before: [...a.before, ...b.before] };
}

/** A list of which so much is known. */
export function listOf(series: Series, why: UnknownValue): ListValue {
  const list = new ListValue(series.each.length > 0 ? [] : [...series.before]);
  if (series.each.length > 0) [list.open, list.series] = [why, series];
  return list;
}

const allAlike = (a: readonly Value[], b: readonly Value[]): boolean =>
  a.length === b.length && a.every((item, i) => alike(item, b[i]));

/** Takes into the repeated part what stands beside it and is like it. */
export function folded(series: Series): Series {
  const { each } = series;
  if (each.length === 0) return series;
  let [before, after, least] = [series.before, series.after, series.least];
  while (before.length >= each.length && allAlike(before.slice(-each.length), each)) {
    before = before.slice(0, -each.length);
    least++;
  }
  while (after.length >= each.length && allAlike(after.slice(0, each.length), each)) {
    after = after.slice(each.length);
    least++;
  }
  // The first of them is the one that was recorded.
  return { before, each: before === series.before ? each : series.before.slice(-each.length), after, least };
}

/**
 * What a sequence is that may be either of two, where one has more of what the other has; undefined where they differ
 * otherwise. The elements of the first stand for those of both.
 */
export function joinSeries(a: Series, b: Series): Series | undefined {
  if (a.each.length === 0 && b.each.length === 0) {
    const [short, long] = a.before.length < b.before.length ? [a.before, b.before] : [b.before, a.before];
    if (!short.every((item, i) => item === long[i])) return undefined;
    return folded({ before: short, each: long.slice(short.length), after: [], least: 0 });
  }
  if (a.each.length === 0 || b.each.length === 0) {
    const [series, { before: items }] = a.each.length > 0 ? [a, b] : [b, a];
    const { before, each, after, least } = folded(series);
    const middle = items.length - before.length - after.length;
    if (middle < 0 || middle % each.length > 0) return undefined;
    const times = middle / each.length;
    const same = [...before, ...Array.from({ length: times }, () => each).flat(), ...after];
    return allAlike(same, items) ? { before, each, after, least: Math.min(least, times) } : undefined;
  }
  const [x, y] = [folded(a), folded(b)];
  const isSame = allAlike(x.before, y.before) && allAlike(x.each, y.each) && allAlike(x.after, y.after);
  return isSame ? { ...x, least: Math.min(x.least, y.least) } : undefined;
}

/** Whether nothing more is known of one than of the other. */
export const sameSeries = (a: Series, b: Series): boolean => a.least === b.least && allAlike(samples(a), samples(b));

/** The element at a place, if every sequence of this kind that is long enough has the like of it there. */
export function elementAt(series: Series, at: number | undefined): Value | undefined {
  const { before, each, after, least } = series;
  if (at !== undefined && at >= 0) {
    if (at < before.length) return before[at];
    if (at - before.length < least * each.length) return each[(at - before.length) % each.length];
  } else if (at !== undefined) {
    if (-at <= after.length) return after.at(at);
    if (after.length === 0 && -at <= least * each.length) return each.at(at % each.length);
  }
  return elementOf(series);
}

/** What is left of a sequence after so many elements at its beginning and its end. */
export function trimmed(series: Series, from: number, less: number): Series | undefined {
  if (from <= series.before.length && less <= series.after.length)
    return {
      ...series,
      before: series.before.slice(from),
      after: series.after.slice(0, series.after.length - less),
    };
  const element = elementOf(series);
  return element && { before: [], each: [element], after: [], least: 0 };
}
