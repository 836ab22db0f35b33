/** Operations as people call them: `+` for what Python's data model names `__add__` or `__radd__`. */

const symbols: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  matmul: '@',
  truediv: '/',
  floordiv: '//',
  mod: '%',
  pow: '**',
  and: '&',
  or: '|',
  xor: '^',
  lshift: '<<',
  rshift: '>>',
  invert: '~',
  neg: '-',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  eq: '==',
  ne: '!=',
  getitem: '[]',
};

/** The name of an operation in hovers. */
export function operationText(op: string): string {
  const name = /^__(\w+)__$/.exec(op)?.[1];
  if (name === undefined) return op;
  // The reflected form has an r in front, the in-place form an i.
  return symbols[name] ?? (/^[ri]/.test(name) ? symbols[name.slice(1)] : undefined) ?? op;
}
