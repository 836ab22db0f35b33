/** What the comments of a code block assert: `#: (1, 64, 112, 112)` and `#! channel-mismatch: expects 3`. */

export interface ShapeExpectation {
  /** From 1, in the code. */
  line: number;
  text: string;
}

export interface ProblemExpectation {
  line: number;
  code: string;
  /** What the message must contain; empty where anything will do. */
  message: string;
}

export interface Expectations {
  shapes: ShapeExpectation[];
  problems: ProblemExpectation[];
}

export function expectationsOf(code: string): Expectations {
  const shapes: ShapeExpectation[] = [];
  const problems: ProblemExpectation[] = [];
  for (const [i, source] of code.split('\n').entries()) {
    const [, ...marks] = source.split(/ #(?=[:!] )/);
    for (const mark of marks) {
      const text = mark.slice(1).trim();
      if (mark.startsWith(':')) shapes.push({ line: i + 1, text });
      else {
        const [problem, ...message] = text.split(': ');
        problems.push({ line: i + 1, code: problem, message: message.join(': ') });
      }
    }
  }
  return { shapes, problems };
}

/**
 * Where two texts part, as a message; undefined where they agree. A line of the expected text that is only `…`
 * stands for any number of lines, and runs of spaces inside a line count as one where `loose`.
 */
export function difference(expected: string, actual: string, loose = false): string | undefined {
  const lines = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => (loose ? line.trim().replace(/\s+/g, ' ') : line.trimEnd()));
  return matches(lines(expected), lines(actual)) ? undefined : `expected\n${expected}\nbut it is\n${actual}`;
}

function matches(expected: readonly string[], actual: readonly string[]): boolean {
  if (expected.length === 0) return actual.length === 0;
  const [first, ...rest] = expected;
  if (first.trim() === '…') return matches(rest, actual) || (actual.length > 0 && matches(expected, actual.slice(1)));
  return actual.length > 0 && first === actual[0] && matches(rest, actual.slice(1));
}
