/** Texts that are broken into lines where they would not fit. */

/**
 * Breaks a text into pieces of at most `width` columns, of which a Chinese character takes two: between its statements (` · `)
 * where that is enough, else between words. A longer word stays whole.
 */
export function wrapText(text: string, width: number): string[] {
  if (displayWidth(text) <= width) return [text];
  return joinUpTo(text.split(' · '), ' · ', width).flatMap((piece) => joinUpTo(piece.split(WORDS), '', width));
}

/** After a space, and after a Chinese character unless it opens something or what follows closes something. */
const WORDS = /(?<= )|(?<=[\u2e80-\uffef])(?<![（《])(?![，。：；、！？）》 ])/u;

/** Joins neighbours as long as they fit into one piece. */
function joinUpTo(parts: readonly string[], separator: string, width: number): string[] {
  const pieces: string[] = [];
  for (const part of parts) {
    const last = pieces.at(-1);
    if (last !== undefined && displayWidth((last + separator + part).trimEnd()) <= width) {
      pieces[pieces.length - 1] = last + separator + part;
    } else pieces.push(part);
  }
  return pieces.map((piece) => piece.trimEnd());
}

/** Columns in a monospaced font: Chinese characters take two. */
export function displayWidth(text: string): number {
  return [...text].reduce((sum, c) => sum + (/[\u2e80-\u9fff\uff00-\uff60]/.test(c) ? 2 : 1), 0);
}
