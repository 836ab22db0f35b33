/** A stretch of the source as it stands, or text put in at an offset. */
export type Piece = { start: number; end: number } | { at: number; text: string };

export function pieceText(source: string, pieces: readonly Piece[]): string {
  return pieces.map((piece) => ('text' in piece ? piece.text : source.slice(piece.start, piece.end))).join('');
}

/** Text made of pieces of a source, and the way back from its offsets to those of the source. */
export interface Rewritten {
  text: string;
  /** Source offset of a node's start. */
  startOf: (offset: number) => number;
  /** Source offset of a node's end. */
  endOf: (offset: number) => number;
}

export function rewrite(source: string, pieces: readonly Piece[]): Rewritten {
  const starts: number[] = [];
  let length = 0;
  for (const piece of pieces) {
    starts.push(length);
    length += 'text' in piece ? piece.text.length : piece.end - piece.start;
  }
  const toSource = (offset: number, index: number): number => {
    const piece = pieces[index];
    if (!piece) return offset;
    return 'text' in piece ? piece.at : Math.min(piece.end, piece.start + offset - starts[index]);
  };
  return {
    text: pieceText(source, pieces),
    startOf: (offset) => toSource(offset, lastAtMost(starts, offset)),
    // An end belongs to the piece of the last character, not to the one that begins there.
    endOf: (offset) => toSource(offset, lastAtMost(starts, Math.max(0, offset - 1))),
  };
}

/** Index of the last of the ascending numbers that is not above a value. */
export function lastAtMost(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
