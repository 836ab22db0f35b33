import { type ConvProblem, macsOf, outputShapeOf } from '../../src/compute/problem';
import { type Saying, saying } from '../../src/protocol/say';
import { MAX_NUMBERS } from '../../src/protocol/validate';
import { formatCount, formatShape, formatTime } from './format';

/** Numbers that an input or a weight made in a view may hold: what can still be made between two frames of typing. */
const MOST_MADE = 2 ** 24;

/** Multiply-adds that are computed unasked: some ten seconds of one thread, in which no other output is computed. */
const MOST_MACS = 1e11;

/** Multiply-adds that one thread does in a second, roughly. */
const MACS_PER_SECOND = 1e10;

const numbersOf = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1);

/** Why a tensor is not made for a view; undefined where it can be. */
export function tooLargeToMake(shape: readonly number[]): Saying | undefined {
  const numbers = numbersOf(shape);
  if (numbers <= MOST_MADE) return undefined;
  return saying(
    '{0} would hold {1} numbers, and a view makes no more than {2} at once. Choose something smaller.',
    formatShape(shape),
    formatCount(numbers),
    formatCount(MOST_MADE),
  );
}

/** Why a step cannot be shown, one batch item at a time; undefined where it can. */
export function tooMuchToShow(problem: ConvProblem): Saying | undefined {
  const shape = outputShapeOf({ ...problem, batch: 1 });
  const numbers = numbersOf(shape);
  if (numbers <= MAX_NUMBERS) return undefined;
  return saying(
    'The output {0} would hold {1} numbers, and a view shows no more than {2}. Choose a larger stride, less padding or fewer channels.',
    formatShape(shape),
    formatCount(numbers),
    formatCount(MAX_NUMBERS),
  );
}

/** Why a step is not computed unless it is asked for; undefined where it is. */
export function tooMuchToCompute(problem: ConvProblem): Saying | undefined {
  const macs = macsOf({ ...problem, batch: 1 });
  if (macs <= MOST_MACS) return undefined;
  return saying(
    'This takes {0} multiply-adds, which one thread computes in about {1}. Other outputs wait meanwhile.',
    formatCount(macs),
    formatTime((1000 * macs) / MACS_PER_SECOND),
  );
}
