/** Escape sequences of string literals (Python 3.13, reference/lexical_analysis.html#escape-sequences). */

const SIMPLE: Record<string, string> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const ESCAPE =
  /\\(?:(\r\n|\r|\n)|([\\'"abfnrtv])|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(N\{[^}]*\}))/g;

/**
 * The value of a literal's text, or the pieces of it around characters given by their Unicode name: the names are a
 * table of two megabytes, so such a character stays unknown.
 * @param bytes true for a bytes literal, where `\u`, `\U` and `\N` are ordinary text.
 * @returns pieces; between each two stands one unknown character.
 */
export function decodeEscapes(raw: string, bytes: boolean): string[] {
  const text = normalizeNewlines(raw);
  if (!text.includes('\\')) return [text];
  const pieces: string[] = [];
  let piece = '';
  let from = 0;
  for (const match of text.matchAll(ESCAPE)) {
    const [whole, newline, simple, octal, hex, unicode, longUnicode, name] = match;
    piece += text.slice(from, match.index);
    from = match.index + whole.length;
    if (newline !== undefined) continue;
    if (simple !== undefined) piece += SIMPLE[simple];
    else if (octal !== undefined) piece += character(parseInt(octal, 8), bytes);
    else if (hex !== undefined) piece += String.fromCharCode(parseInt(hex, 16));
    else if (bytes) piece += whole;
    else if (name !== undefined) {
      pieces.push(piece);
      piece = '';
    } else piece += codePoint(parseInt(unicode ?? longUnicode, 16), whole);
  }
  pieces.push(piece + text.slice(from));
  return pieces;
}

/** In a literal of any kind a line break is read as `\n`, whatever the file has. */
export function normalizeNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** An octal escape above 0o377 wraps in bytes, as CPython does. */
function character(code: number, bytes: boolean): string {
  return String.fromCharCode(bytes ? code & 0xff : code);
}

/** Python rejects code points beyond U+10FFFF; the text then stands as it is. */
function codePoint(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
