/**
 * Words for people, before it is known in which language they read: an English text with `{0}`, `{1}` … where values go, as
 * VS Code's `l10n.t` has it. Who shows it looks the text up and puts the values in.
 */
export interface Saying {
  readonly text: string;
  /** A value that is itself said is put in the reader's language too. */
  readonly values: readonly (string | number | Saying)[];
}

export function saying(text: string, ...values: Saying['values']): Saying {
  return { text, values };
}

/** The same, written as the English sentence that it is: said`axis ${axis} is out of range`. */
export function said(parts: TemplateStringsArray, ...values: Saying['values']): Saying {
  let text = texts.get(parts);
  if (text === undefined) texts.set(parts, (text = parts.reduce((before, part, i) => `${before}{${i - 1}}${part}`)));
  return { text, values };
}

/** The texts of the places in the source that say something, which say it often. */
const texts = new WeakMap<TemplateStringsArray, string>();

type Value = Saying['values'][number];

/** One of several values: `3`, `3 or 4`. */
export const anyOf = ([first, ...rest]: readonly Value[]): Value =>
  rest.reduce((some, value) => said`${some} or ${value}`, first);

/** Several values together: `a and b`. */
export const allOf = ([first, ...rest]: readonly Value[]): Value =>
  rest.reduce((some, value) => said`${some} and ${value}`, first);

/** Writes a text with its values in the reader's language. */
export type Say = (text: string, ...values: (string | number)[]) => string;

/** The text as it stands, with its values. */
export const inEnglish: Say = (text, ...values) =>
  text.replace(/\{(\d+)\}/g, (place: string, index: string) => String(values[Number(index)] ?? place));

/** What was said, in the reader's language. */
export function sayIt({ text, values }: Saying, say: Say): string {
  return say(text, ...values.map((value) => (typeof value === 'object' ? sayIt(value, say) : value)));
}

/** Words for people, or a sentence that has no others, such as one of the user's. */
export type Words = string | Saying;

export const englishOf = (words: Words): string => (typeof words === 'string' ? words : sayIt(words, inEnglish));

export const sayingOf = (words: Words): Saying => (typeof words === 'string' ? saying(words) : words);

/** An error whose message a person gets to read; in English where it is only passed on. */
export class SaidError extends Error {
  readonly saying: Saying;

  constructor(words: Words, ...values: Saying['values']) {
    const said = typeof words === 'string' ? saying(words, ...values) : words;
    super(sayIt(said, inEnglish));
    this.name = 'SaidError';
    this.saying = said;
  }
}

/** What went wrong, to be put in the reader's language. */
export function sayingOfError(error: unknown): Saying {
  if (error instanceof Error && 'saying' in error) return error.saying as Saying;
  // Words of others stand as they are: a value, for a text could hold braces.
  return saying('{0}', error instanceof Error ? error.message : String(error));
}

/** What went wrong, in the reader's language where it was said in words that can be looked up. */
export function sayError(error: unknown, say: Say): string {
  return sayIt(sayingOfError(error), say);
}
