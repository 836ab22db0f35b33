/** Division of floats as CPython does it (`Objects/floatobject.c`), which NumPy and PyTorch follow. */

/** `//`: the quotient of what is left without the remainder, so that 1 // 0.1 is 9 and −5 // inf is −1. */
export function floatFloorDiv(a: number, b: number): number {
  if (b === 0) return a / b;
  const remainder = a % b;
  let quotient = (a - remainder) / b;
  if (remainder !== 0 && b < 0 !== remainder < 0) quotient -= 1;
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** `%`, with the divisor's sign also for zero and for infinite divisors. */
export function floatMod(a: number, b: number): number {
  const remainder = a % b;
  if (remainder === 0) return b < 0 ? -0 : 0;
  return remainder < 0 !== b < 0 ? remainder + b : remainder;
}
