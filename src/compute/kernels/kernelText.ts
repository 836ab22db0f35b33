/**
 * A loop with a literal bound: gpu.js cuts off loops whose bound is an argument. A single pass is no loop: its body has 0
 * for the variable.
 */
export function loop(variable: string, bound: number, body: (index: string) => string): string {
  if (bound === 1) return `${body('0')}\n`;
  return `for (let ${variable} = 0; ${variable} < ${bound}; ${variable}++) {${body(variable)}}\n`;
}

/** Makes `a` the larger of two numbers, NaN where either is: comparisons with NaN are false, and a sum with it is NaN. */
export function takeLarger(a: string, b: string): string {
  return `${a} = ${a} >= ${b} ? ${a} : (${b} > ${a} ? ${b} : ${a} + ${b});\n`;
}

/** `a * factor` as text; literals are multiplied at once. */
export function times(a: string, factor: number): string {
  if (isLiteral(a)) return String(Number(a) * factor);
  if (factor === 1) return a;
  return a.includes(' + ') ? `(${a}) * ${factor}` : `${a} * ${factor}`;
}

/**
 * `a + b` as text; literals are added at once, for gpu.js makes floats of a sum of literals and then finds
 * no texture read that takes one.
 */
export function sum(a: string, b: string | number): string {
  if (isLiteral(a) && isLiteral(b)) return String(Number(a) + Number(b));
  if (isLiteral(a) && Number(a) === 0) return String(b);
  return isLiteral(b) && Number(b) === 0 ? a : `${a} + ${b}`;
}

function isLiteral(text: string | number): boolean {
  return !Number.isNaN(Number(text));
}

/** `⌊a / count⌋` of an integer as text, and what is left of it. */
export function split(a: string, count: number): { quotient: string; remainder: (quotient: string) => string } {
  if (count === 1) return { quotient: a, remainder: () => '0' };
  return { quotient: `(${a} / ${count}) | 0`, remainder: (quotient) => `${a} - ${quotient} * ${count}` };
}
