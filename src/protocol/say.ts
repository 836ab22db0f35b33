/**
 * Words for people, before it is known in which language they read: an English text with `{0}`, `{1}` … where values go, as
 * VS Code's `l10n.t` has it. Who shows it looks the text up and puts the values in.
 */
export interface Saying {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

export function saying(text: string, ...values: Saying['values']): Saying {
  return { text, values };
}

/** Writes a text with its values in the reader's language. */
export type Say = (text: string, ...values: Saying['values']) => string;

/** The text as it stands, with its values. */
export const inEnglish: Say = (text, ...values) =>
  text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ''));

/** An error whose message a person gets to read; in English where it is only passed on. */
export class SaidError extends Error {
  readonly saying: Saying;

  constructor(text: string, ...values: Saying['values']) {
    super(inEnglish(text, ...values));
    this.name = 'SaidError';
    this.saying = { text, values };
  }
}

/** What went wrong, in the reader's language where it was said in words that can be looked up. */
export function sayError(error: unknown, say: Say): string {
  if (error instanceof SaidError) return say(error.saying.text, ...error.saying.values);
  return error instanceof Error ? error.message : String(error);
}
