/**
 * The part of a picture that a pane shows, and how large. `cell` is the side of one element in pixels; below one the
 * picture is reduced and wholly in sight. `left` and `top` are in elements and may fall between two.
 */
export interface Viewport {
  readonly cell: number;
  readonly left: number;
  readonly top: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Rows and columns of what is shown. */
export interface PictureSize {
  readonly rows: number;
  readonly columns: number;
}

/** Sides of an element that the zoom goes through; below the first the picture is fitted into the pane. */
const CELLS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64] as const;

/** From here on the borders between elements are drawn, and from there on the numbers in them. */
export const GRID_CELL = 8;
export const NUMBER_CELL = 48;

/** The side of an element with which a picture fills a pane: whole pixels where it is enlarged. */
export function fitCell({ rows, columns }: PictureSize, { width, height }: Size): number {
  const cell = Math.min(width / Math.max(1, columns), height / Math.max(1, rows), NUMBER_CELL);
  return cell >= 1 ? Math.floor(cell) : cell;
}

/** The next larger (`direction` 1) or smaller (−1) side; fitted is the smallest. */
export function nextCell(cell: number, fitted: number, direction: 1 | -1): number {
  const larger = CELLS.filter((size) => size > fitted);
  if (direction === 1) return larger.find((size) => size > cell) ?? cell;
  return larger.filter((size) => size < cell).at(-1) ?? fitted;
}

/** The viewport moved so that it shows nothing beyond the picture where the picture is larger than the pane. */
export function clampViewport(viewport: Viewport, picture: PictureSize, pane: Size): Viewport {
  const { cell } = viewport;
  const clamp = (at: number, size: number, shown: number): number => Math.max(0, Math.min(size - shown, at));
  return {
    cell,
    left: clamp(viewport.left, picture.columns, pane.width / cell),
    top: clamp(viewport.top, picture.rows, pane.height / cell),
  };
}

/** Another side of an element, with what lies under the point (x, y) of the pane staying there. */
export function zoomAt(
  viewport: Viewport,
  cell: number,
  at: { x: number; y: number },
  picture: PictureSize,
  pane: Size,
): Viewport {
  const left = viewport.left + at.x / viewport.cell - at.x / cell;
  const top = viewport.top + at.y / viewport.cell - at.y / cell;
  return clampViewport({ cell, left, top }, picture, pane);
}

/** The viewport moved as little as needed to show an element whole, with one element around it. */
export function reveal(viewport: Viewport, row: number, column: number, picture: PictureSize, pane: Size): Viewport {
  const { cell } = viewport;
  const follow = (at: number, first: number, shown: number): number =>
    Math.max(Math.min(first, at - 1), at + 2 - shown);
  const left = follow(column, viewport.left, pane.width / cell);
  const top = follow(row, viewport.top, pane.height / cell);
  if (left === viewport.left && top === viewport.top) return viewport;
  return clampViewport({ cell, left, top }, picture, pane);
}
