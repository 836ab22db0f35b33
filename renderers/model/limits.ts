import { type ConvProblem, macsOf, outputShapeOf } from '../../src/compute/problem';
import { type Saying, saying } from '../../src/protocol/say';
import { MAX_NUMBERS } from '../../src/protocol/validate';
import { formatCount, formatShape } from './format';

/** Numbers that an input or a weight made in a view may hold: what can still be made between two frames of typing. */
const MOST_MADE = 2 ** 24;

/** Multiply-adds that are computed at once: some ten seconds of one thread, in which the page answers to nothing. */
const MOST_MACS = 1e11;

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

/** Why a step is too much to be computed and shown, one batch item at a time; undefined where it is not. */
export function tooMuchToCompute(problem: ConvProblem): Saying | undefined {
  const item = { ...problem, batch: 1 };
  const shape = outputShapeOf(item);
  const numbers = numbersOf(shape);
  if (numbers > MAX_NUMBERS) {
    return saying(
      'The output {0} would hold {1} numbers, and a view shows no more than {2}. Choose a larger stride, less padding or fewer channels.',
      formatShape(shape),
      formatCount(numbers),
      formatCount(MAX_NUMBERS),
    );
  }
  const macs = macsOf(item);
  if (macs <= MOST_MACS) return undefined;
  return saying(
    'This takes {0} multiply-adds, and a view computes no more than {1} at once. Choose a smaller kernel, a smaller input or fewer channels.',
    formatCount(macs),
    formatCount(MOST_MACS),
  );
}
