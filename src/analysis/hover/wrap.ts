/** Texts that are broken into lines where they would not fit. */

/**
 * Breaks a text into pieces of at most `width` characters: between its statements (` · `) where that is enough, else
 * between words. A longer word stays whole.
 */
export function wrapText(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  return joinUpTo(text.split(' · '), ' · ', width).flatMap((piece) => joinUpTo(piece.split(' '), ' ', width));
}

/** Joins neighbours as long as they fit into one piece. */
function joinUpTo(parts: readonly string[], separator: string, width: number): string[] {
  const pieces: string[] = [];
  for (const part of parts) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + separator.length + part.length <= width) {
      pieces[pieces.length - 1] = last + separator + part;
    } else pieces.push(part);
  }
  return pieces;
}
