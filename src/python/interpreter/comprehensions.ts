/** Comprehensions and generator expressions (Python reference, 6.2.4). */
import type * as ast from '../syntax/ast';
import { alike } from './alike';
import { bindTarget, refusedOf } from './assignment';
import { MAX_YIELDS } from './calls';
import { asBare } from './bareContainers';
import { PyError } from './errors';
import { Frame } from './frame';
import type { Interpreter } from './interpreter';
import { isOpen, plainReason, repeating, unknownElement, withRows } from './iteration';
import { anyPass, joinAll, knownLength, LONG_LIST, lengthy } from './longLoops';
import { folded, seriesOf } from './series';
import {
  DictValue,
  IteratorValue,
  ListValue,
  NONE,
  Scope,
  SetValue,
  type Series,
  type UnknownValue,
  type Value,
} from './values';

/** A comprehension, or the iterator of a generator expression. */
export function comprehension(ip: Interpreter, frame: Frame, e: ast.ComprehensionExpr): Value {
  const scope = new Scope('comprehension', frame.scope.module, frame.scope);
  // A class body's names are visible to the outermost iterable only; reading them everywhere does no harm.
  if (frame.scope.type === 'class') for (const [name, value] of frame.scope.vars) scope.vars.set(name, value);
  scope.method = frame.scope.method;
  const inner = new Frame(scope, frame.file, frame);
  // The first clause of a comprehension is always a `for`, read in the scope around.
  const [first, ...others] = e.clauses;
  const outermost = first.type === 'for' ? ip.evaluate(frame, first.iter) : NONE;
  if (e.type === 'generator' && first.type === 'for' && others.length === 0 && isShort(outermost)) {
    return new IteratorValue(elementsOf(ip, inner, e, first.target, outermost), 'generator');
  }
  const items: Value[] = [];
  const dict = new DictValue();
  let open: UnknownValue | undefined;
  let series: Series | undefined;
  const outOfPatience = ip.patience();
  const made = ip.recorder.constructed.length;
  const isLong =
    e.clauses.length === 1 && (e.type === 'list' || e.type === 'generator') ? lengthy(ip, LONG_LIST) : () => false;
  const produce = () => {
    ip.step();
    const element = ip.evaluate(inner, e.element);
    if (e.type === 'dict') {
      const value = ip.evaluate(inner, e.value!);
      if (element.kind === 'unknown') dict.open ??= element;
      else dict.entries.set(ip.hashable(element), { key: element, value });
    } else items.push(element);
  };
  const run = (i: number): void => {
    const clause = e.clauses[i];
    if (!clause) return produce();
    if (clause.type === 'if') {
      const test = ip.evaluate(inner, clause.test);
      const truth = ip.truth(test);
      if (truth === undefined) open ??= ip.conditionReason(test);
      if (truth !== false) run(i + 1);
      return;
    }
    const given = i === 0 ? outermost : ip.evaluate(inner, clause.iter);
    const iterable = ip.at(inner, clause.iter, () => withRows(ip, refusedOf(ip, given) ?? given));
    if (isOpen(iterable)) {
      const why =
        iterable.kind === 'unknown' ? plainReason(iterable) : ip.unknown('the length of what is iterated is not known');
      const makeOf = (elements: readonly Value[]): Value[] => {
        const from = items.length;
        for (const element of elements) {
          bindTarget(ip, inner, clause.target, element);
          run(i + 1);
        }
        return items.splice(from);
      };
      if (i === 0 && e.type !== 'dict') {
        const wasOpen = open;
        open = undefined;
        const made = madeOf(ip, why, seriesOf(iterable) ?? closedAny(unknownElement(ip, iterable)), makeOf);
        series = open ? undefined : made;
        open ??= wasOpen ?? why;
      } else {
        open ??= why;
        makeOf([unknownElement(ip, iterable)]).forEach((item) => items.push(item));
      }
      return;
    }
    ip.openEnd();
    const length = knownLength(iterable);
    for (const item of ip.iterate(iterable)) {
      // A list of layers has each of them, however long it takes to make them.
      if (length !== undefined && isLong() && ip.recorder.constructed.length === made) {
        const reason = ip.unknown('the later elements of so long a comprehension are not followed');
        const why = ip.joinReason(reason);
        const from = items.length;
        anyPass(ip, why, () => {
          bindTarget(ip, inner, clause.target, reason);
          run(i + 1);
        });
        const later = joinAll(items.splice(from - 1), why);
        for (let rest = length - items.length; rest > 0; rest--) items.push(later);
        return;
      }
      if (items.length > MAX_YIELDS * 20) throw new PyError('MemoryError', 'a comprehension that does not end');
      if (outOfPatience()) {
        open ??= ip.unknown('the later elements of so long a comprehension are not followed');
        return;
      }
      bindTarget(ip, inner, clause.target, item);
      run(i + 1);
      ip.openEnd();
    }
    open ??= ip.openEnd();
  };
  ip.inFrame(inner, () => run(0));
  switch (e.type) {
    case 'dict':
      dict.open ??= open;
      return asBare(dict);
    case 'set': {
      const set = new SetValue();
      for (const item of items) set.entries.set(ip.hashable(item), item);
      set.open = open;
      return set;
    }
    case 'list': {
      const value = asBare(new ListValue(open ? [] : items));
      value.open = open;
      value.series = series;
      return value;
    }
    case 'generator':
      if (open) return series ? repeating(ip, series, open, 'generator') : open;
      return new IteratorValue(items[Symbol.iterator](), 'generator');
  }
}

const closedAny = (element: Value): Series => ({ before: [], each: [element], after: [], least: 0 });

/** How often what is made no one knows how often is made anew to see whether it stays the same. */
const MAX_PASSES = 3;

/**
 * What is made of the elements of a sequence that repeats some no one knows how often; undefined where what is made of those
 * is another thing in every pass.
 */
function madeOf(
  ip: Interpreter,
  reason: UnknownValue,
  { before, each, after, least }: Series,
  makeOf: (elements: readonly Value[]) => Value[],
): Series | undefined {
  const why = ip.joinReason(reason);
  const first = makeOf([...before, ...(least > 0 ? each : [])]);
  let made: Value[] = [];
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const fork = ip.journal.open();
    const mutes = pass > 0 || least > 0;
    if (mutes) ip.recorder.muted++;
    let again: Value[] = [];
    let changed = false;
    try {
      again = ip.recorder.asSample(() => makeOf(each));
    } finally {
      if (mutes) ip.recorder.muted--;
      changed = ip.journal.merge(fork, new Map(), why);
    }
    const isSame = pass > 0 && made.length === again.length && made.every((item, i) => alike(item, again[i]));
    if (!isSame) made = again;
    if (isSame || !changed) {
      return made.length === 0 ? undefined : folded({ before: first, each: made, after: makeOf(after), least: 0 });
    }
  }
  return undefined;
}

/** The most elements of a generator expression that are made one by one, as they are asked for. */
const MAX_LAZY = 256;

function isShort(iterable: Value): boolean {
  if (iterable.kind === 'instance') return !isOpen(iterable);
  const length = knownLength(iterable);
  return length !== undefined && length <= MAX_LAZY;
}

/**
 * The elements of a generator expression, each made when it is asked for: who asks may have changed meanwhile what the
 * next one reads, as in `outputs.extend(layer(outputs[-1]) for layer in layers)`.
 */
function* elementsOf(
  ip: Interpreter,
  frame: Frame,
  { element }: ast.ComprehensionExpr,
  target: ast.Expr,
  iterable: Value,
): Generator<Value, void, undefined> {
  for (const item of ip.iterate(iterable)) {
    ip.step();
    yield ip.inFrame(frame, () => {
      bindTarget(ip, frame, target, item);
      return ip.evaluate(frame, element);
    });
  }
}
