/**
 * Arguments that are spread from what is not known: `f(*unknown)` and `f(**unknown)` may give any number of them, so
 * that a missing one is no error.
 */
import type { Context } from './context';
import type { Interpreter } from './interpreter';
import { seriesOf } from './series';
import { UnknownValue, type Series, type Value } from './values';

const spread = new WeakMap<Value, Series | undefined>();
const spreadMaps = new WeakSet<ReadonlyMap<string, Value>>();
const openMaps = new WeakMap<ReadonlyMap<string, Value>, UnknownValue>();

/** Stands for the elements of an iterable that is not known. */
export function openArgument(ip: Interpreter, value: Value): UnknownValue {
  const { reason, at } = value.kind === 'unknown' ? value : ip.conditionReason(value);
  const argument = new UnknownValue(reason, (value.kind === 'unknown' ? at : undefined) ?? ip.site);
  spread.set(argument, seriesOf(value));
  return argument;
}

/** Stands for the further arguments of a call that nobody makes. */
export function furtherArguments(why: UnknownValue): UnknownValue {
  const argument = new UnknownValue(why.reason, why.at);
  spread.set(argument, undefined);
  return argument;
}

/** Whether an argument stands for the elements, perhaps none, of something unknown. */
export const isSpread = (argument: Value): boolean => spread.has(argument);

/** What is known of those elements. */
export const spreadSeries = (argument: Value): Series | undefined => spread.get(argument);

/** Why more arguments may have been given than are seen; undefined where all are seen. */
export const openArguments = (args: readonly Value[], kwargs: ReadonlyMap<string, Value>): UnknownValue | undefined =>
  args.find((arg): arg is UnknownValue => arg.kind === 'unknown' && isSpread(arg)) ?? openKeywords(kwargs);

/**
 * What a parameter holds that is not seen to be given where more arguments may have been given than are seen: neither its default
 * nor anything else is certain then. Undefined where nothing more can reach it.
 */
export function openFor(
  type: 'positionalOnly' | 'normal' | 'keywordOnly' | 'varArgs' | 'varKeywords',
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
): UnknownValue | undefined {
  const byPlace =
    type === 'keywordOnly'
      ? undefined
      : args.find((arg): arg is UnknownValue => arg.kind === 'unknown' && isSpread(arg));
  return byPlace ?? (type === 'positionalOnly' ? undefined : openKeywords(kwargs));
}

/** The same for arguments given by name. */
export const openKeywords = (kwargs: ReadonlyMap<string, Value>): UnknownValue | undefined => openMaps.get(kwargs);

/** Says that arguments given by name may have others beside them. */
export function markOpenKeywords(kwargs: ReadonlyMap<string, Value>, reason: UnknownValue): void {
  openMaps.set(kwargs, reason);
}

const passedOn = new WeakSet<ReadonlyMap<string, Value>>();

/**
 * Says that a call hands on what keywords its own caller gave, in a branch that may not be taken: a caller that gives none may be
 * the one for which it is not (`if model is None: model = build(**kwargs)`).
 */
export const markPassedOn = (kwargs: ReadonlyMap<string, Value>): unknown => passedOn.add(kwargs);

export const isPassedOn = (kwargs: ReadonlyMap<string, Value>): boolean => passedOn.has(kwargs);

/** Says that arguments given by name are those of a dict that the program made. */
export const markSpread = (kwargs: ReadonlyMap<string, Value>): unknown => spreadMaps.add(kwargs);

/**
 * Whether other options of the program may give other arguments: it reads its command line, and spreads what it has made, perhaps of
 * that. The defaults of options are what an analysis goes on with, and no way in which the program must be run.
 */
export const hangsOnOptions = (ip: Interpreter, kwargs: ReadonlyMap<string, Value>): boolean =>
  spreadMaps.has(kwargs) && programOptions(ip).read;

/** Whether the program has read the options of its command line. */
export const programOptions = (ip: Pick<Context, 'session'>): { read: boolean } =>
  ip.session('python.options', () => ({ read: false }));
