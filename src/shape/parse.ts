/** Sizes and shapes as people type them: `N,3,H,W`, `1×3×224×224`, `(N, ⌊H/2⌋ + 1)`, `?`. */
import { add, ceilDim, div, floorDim, maxDim, minDim, mod, mul, neg, sub, sym, unknownDim } from './dim';
import type { Dim } from './types';

/** A text that is no size or shape; the message says what was expected where. */
export class DimSyntaxError extends Error {
  constructor(text: string, expected: string) {
    super(`Cannot read '${text}' as a size: ${expected}.`);
    this.name = 'DimSyntaxError';
  }
}

type Token = { readonly kind: 'number' | 'name' | 'sign'; readonly text: string };

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([\p{L}_][\p{L}\p{N}_.]*)|(\/\/|[-+*/%()⌊⌋⌈⌉,·−^?]))/uy;

/**
 * A size: a number, a name, `?` or None for unknown, or an expression over them with + − · * / // % ⌊⌋ ⌈⌉ ^ max min.
 * Reads everything that `formatDim` writes.
 * @throws DimSyntaxError
 */
export function parseDim(text: string): Dim {
  const parser = new ExpressionReader(text);
  const dim = parser.sum();
  parser.end();
  return dim;
}

/**
 * A shape: sizes between commas, ×, or x between numbers; brackets around it are optional, a trailing comma is too.
 * @throws DimSyntaxError
 */
export function parseShape(text: string): Dim[] {
  const bare = text.trim().replace(/^(?:\((.*)\)|\[(.*)\])$/su, '$1$2');
  const separated = bare.replace(/×/g, ',').replace(/(?<=\d)\s*[xX]\s*(?=\d)/g, ',');
  const sizes = splitOutside(separated);
  if (sizes[sizes.length - 1]?.trim() === '') sizes.pop();
  return sizes.map((size) => parseDim(size));
}

/** Splits at the commas that stand in no brackets, so that max(a, b) stays whole. */
function splitOutside(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if ('(⌊⌈'.includes(character)) depth++;
    if (')⌋⌉'.includes(character)) depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** A recursive-descent reader over one text. */
class ExpressionReader {
  private readonly tokens: Token[];
  private position = 0;

  constructor(private readonly text: string) {
    this.tokens = this.tokenize();
  }

  end(): void {
    if (this.position < this.tokens.length) this.fail(`'${this.tokens[this.position].text}' was not expected there`);
  }

  sum(): Dim {
    let value = this.product();
    for (;;) {
      if (this.take('+')) value = add(value, this.product());
      else if (this.take('-', '−')) value = sub(value, this.product());
      else return value;
    }
  }

  private product(): Dim {
    let value = this.factor();
    for (;;) {
      if (this.take('*', '·')) value = mul(value, this.factor());
      else if (this.take('//')) value = floorDim(div(value, this.factor()));
      else if (this.take('/')) value = div(value, this.factor());
      else if (this.take('%')) value = mod(value, this.factor());
      else return value;
    }
  }

  private factor(): Dim {
    if (this.take('-', '−')) return neg(this.factor());
    const base = this.atom();
    if (!this.take('^')) return base;
    const exponent = this.next('a whole exponent');
    if (exponent.kind !== 'number' || !/^\d+$/.test(exponent.text)) return this.fail('a power must be a whole number');
    let power: Dim = 1;
    for (let i = 0; i < Math.min(Number(exponent.text), 32); i++) power = mul(power, base);
    return power;
  }

  private atom(): Dim {
    const token = this.next('a number or a name');
    if (token.kind === 'number') return Number(token.text);
    if (token.kind === 'name') return this.named(token.text);
    switch (token.text) {
      case '?':
        return unknownDim('given as unknown');
      case '(':
        return this.closed(')');
      case '⌊':
        return floorDim(this.closed('⌋'));
      case '⌈':
        return ceilDim(this.closed('⌉'));
      default:
        return this.fail(`a number or a name was expected instead of '${token.text}'`);
    }
  }

  private named(name: string): Dim {
    if (name === 'None') return unknownDim('given as None');
    if ((name !== 'max' && name !== 'min') || !this.take('(')) return sym(name);
    const args = [this.sum()];
    while (this.take(',')) args.push(this.sum());
    if (!this.take(')')) this.fail("a ')' is missing");
    return name === 'max' ? maxDim(args[0], ...args.slice(1)) : minDim(args[0], ...args.slice(1));
  }

  private closed(bracket: string): Dim {
    const value = this.sum();
    if (!this.take(bracket)) this.fail(`a '${bracket}' is missing`);
    return value;
  }

  private take(...signs: string[]): boolean {
    const token = this.tokens[this.position];
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return false;
    this.position++;
    return true;
  }

  private next(expected: string): Token {
    return this.tokens[this.position++] ?? this.fail(`${expected} was expected`);
  }

  private tokenize(): Token[] {
    const tokens: Token[] = [];
    TOKEN.lastIndex = 0;
    const text = this.text.trimEnd();
    while (TOKEN.lastIndex < text.length) {
      const start = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      if (!match) return this.fail(`'${text.slice(start).trim()[0]}' is not part of a size`);
      const [, number, name, sign] = match;
      tokens.push({ kind: number ? 'number' : name ? 'name' : 'sign', text: number ?? name ?? sign });
    }
    return tokens;
  }

  private fail(expected: string): never {
    throw new DimSyntaxError(this.text.trim(), expected);
  }
}
