/** The table of `model.summary()` as the package rich draws it for Keras 3 (rich/table.py, `Table._calculate_column_widths`). */

export interface Layout {
  readonly header: readonly string[];
  /** Where columns end, as parts of the line (`print_summary`). */
  readonly positions: readonly number[];
  /** How long a line is, rules among it. */
  readonly length: number;
}

type Alignment = 'left' | 'right' | 'center';
const ALIGNMENTS: Readonly<Record<string, Alignment>> = { 'Param #': 'right', Trainable: 'center' };

/** The lines of the table. Cells break at spaces. */
export function table({ header, positions, length }: Layout, rows: readonly (readonly string[])[]): string[] {
  const widths = widthsOf(positions, length);
  const alignments = header.map((name) => ALIGNMENTS[name] ?? 'left');
  const rule = (left: string, line: string, cross: string, right: string): string =>
    left + widths.map((width) => line.repeat(width + 2)).join(cross) + right;
  // What is lower than its row stands at the top of it, in the header at the bottom.
  const body = (cells: readonly string[], bar: string, isHeader: boolean): string[] => {
    const wrapped = cells.map((cell, i) => wrap(cell, widths[i]));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, y) => {
      const texts = wrapped.map((lines, i) => {
        const line = lines[isHeader ? y - height + lines.length : y];
        return pad(line ?? '', widths[i], alignments[i]);
      });
      return `${bar} ${texts.join(` ${bar} `)} ${bar}`;
    });
  };
  const lines = [rule('┏', '━', '┳', '┓'), ...body(header, '┃', true), rule('┡', '━', '╇', '┩')];
  rows.forEach((row, i) => {
    if (i > 0) lines.push(rule('├', '─', '┼', '┤'));
    lines.push(...body(row, '│', false));
  });
  return [...lines, rule('└', '─', '┴', '┘')];
}

/** Keras asks for columns as wide as the line; rich takes the padding and the rules from them in equal parts (`ratio_reduce`). */
function widthsOf(positions: readonly number[], length: number): number[] {
  const ends = positions.map((position) => Math.trunc(position * length));
  const asked = ends.map((end, i) => end - (ends[i - 1] ?? 0));
  let excess = 3 * asked.length + 1;
  return asked.map((width, i) => {
    const share = Math.min(width + 2, roundHalfEven(excess / (asked.length - i)));
    excess -= share;
    return width - share;
  });
}

/** Python's `round`. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** Breaks at spaces; a word that is too long is cut with an ellipsis. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const indent = /^ */.exec(text)![0];
  for (const word of text.trim().split(' ')) {
    const cut = word.length > width ? `${word.slice(0, width - 1)}…` : word;
    const start = lines.length === 0 && line === '' ? indent : '';
    if (line === '') line = start + cut;
    else if (line.length + 1 + cut.length <= width) line += ` ${cut}`;
    else {
      lines.push(line);
      line = cut;
    }
  }
  return [...lines, line];
}

function pad(text: string, width: number, alignment: Alignment): string {
  if (alignment === 'right') return text.padStart(width);
  const before = alignment === 'center' ? Math.max(0, Math.floor((width - text.length) / 2)) : 0;
  return (' '.repeat(before) + text).padEnd(width);
}
