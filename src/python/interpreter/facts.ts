/**
 * What an unknown condition says of sizes where it holds: behind `if stride == 1 and inp == oup:` the symbols stride and
 * inp can be replaced, and the sum of a block's input and output has a size.
 */
import {
  equalDims,
  isNumber,
  isSymbolic,
  isUnknown,
  substitute,
  sym,
  symbolsOf,
  type Dim,
  type Shape,
} from '../../shape';
import { UnknownValue, type Value } from './values';

/** Sizes by the names of the symbols that they are equal to. */
export type Facts = ReadonlyMap<string, Dim>;

/** What holds where a condition is true, and where it is false. */
export interface ConditionFacts {
  readonly whenTrue?: Facts;
  readonly whenFalse?: Facts;
}

/** The facts behind a value that is tested; none for one that is known. */
export const factsOf = (test: Value): ConditionFacts => (test.kind === 'unknown' && test.facts) || {};

export function withFacts(condition: UnknownValue, facts: ConditionFacts): UnknownValue {
  if (!facts.whenTrue && !facts.whenFalse) return condition;
  return new UnknownValue(condition.reason, condition.at, undefined, undefined, facts);
}

/** The facts of `left == right` and `left != right`, where one of them is a symbol. */
export function factsOfComparison(op: string, left: Value, right: Value): ConditionFacts {
  if (op !== '==' && op !== '!=') return {};
  const [a, b] = [sizeOf(left), sizeOf(right)];
  const equal = a !== undefined && b !== undefined ? (replacing(a, b) ?? replacing(b, a)) : undefined;
  return op === '==' ? { whenTrue: equal } : { whenFalse: equal };
}

export const factsOfNot = ({ whenTrue, whenFalse }: ConditionFacts): ConditionFacts => ({
  whenTrue: whenFalse,
  whenFalse: whenTrue,
});

/** Both hold where `a and b` is true, and where `a or b` is false; of the other outcome either may be the cause. */
export function factsOfBoth(op: 'and' | 'or', a: ConditionFacts, b: ConditionFacts): ConditionFacts {
  return op === 'and'
    ? { whenTrue: together(a.whenTrue, b.whenTrue) }
    : { whenFalse: together(a.whenFalse, b.whenFalse) };
}

/** A size where facts hold. */
export function under(facts: Facts, dim: Dim): Dim {
  if (isSymbolic(dim)) return substitute(dim, facts);
  if (isNumber(dim) || !dim.between) return dim;
  const [a, b] = dim.between.map((size) => under(facts, size));
  return equalDims(a, b) === true ? a : dim;
}

/** The facts of the branches that are being run, outermost first. */
export class Assumed {
  private readonly facts: Facts[] = [];

  within<T>(facts: Facts | undefined, run: () => T): T {
    if (!facts) return run();
    this.facts.push(facts);
    try {
      return run();
    } finally {
      this.facts.pop();
    }
  }

  /** The shape, where facts tell sizes that were one of two. */
  tell(shape: Shape): Shape {
    if (this.facts.length === 0 || !shape.some((dim) => isUnknown(dim) && dim.between)) return shape;
    return shape.map((dim) =>
      isUnknown(dim) ? this.facts.reduce((told, facts) => under(facts, told), dim as Dim) : dim,
    );
  }
}

function sizeOf(value: Value): Dim | undefined {
  if (value.kind === 'int') return isUnknown(value.value) ? undefined : value.value;
  return value.kind === 'unknown' && value.symbol ? sym(value.symbol) : undefined;
}

/** The symbol that a size consists of is replaced by another size, unless that holds it. */
function replacing(size: Dim, by: Dim): Facts | undefined {
  const [name] = symbolsOf(size);
  const isBare = name !== undefined && equalDims(size, sym(name)) === true;
  return isBare && !symbolsOf(by).includes(name) ? new Map([[name, by]]) : undefined;
}

function together(a: Facts | undefined, b: Facts | undefined): Facts | undefined {
  return a && b ? new Map([...b, ...a]) : (a ?? b);
}
