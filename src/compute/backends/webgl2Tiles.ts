import { createRest } from './rest';

/** A rectangle of a texture. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Cuts a texture into tiles, one after the other from its first row on: whole rows, or a part of two where those are too
 * many. Rows come by twos, for a card draws blocks of two by two and would compute half of such a block for nothing.
 * @returns the next tile of about so many texels, undefined after the last.
 */
export function createTiling(width: number, height: number): (texels: number) => Tile | undefined {
  let [x, y] = [0, 0];
  const even = (n: number): number => Math.max(2, 2 * Math.floor(n / 2));
  return (texels) => {
    if (y >= height) return undefined;
    if (x === 0 && texels >= 2 * width) {
      const tile = { x, y, width, height: Math.min(height - y, even(texels / width)) };
      y += tile.height;
      return tile;
    }
    const rows = Math.min(2, height - y);
    const tile = { x, y, width: Math.min(width - x, even(texels / rows)), height: rows };
    x += tile.width;
    if (x >= width) [x, y] = [0, y + rows];
    return tile;
  };
}

/** Multiply-adds that a kernel, or the fastest of all kernels so far, did in a millisecond; zero before it is known. */
export interface Pace {
  perMs: number;
}

/** Multiply-adds of a first tile, while nothing is known of the pace. */
export const FIRST_MACS = 2e7;

/** How many such tiles are drawn at once whatever draws them: in software some 65 ms. */
const AT_ONCE = 10;

/** How much slower a kernel may be than the fastest: channel by channel, fewer products come of what is read. */
const SLOWEST = 16;

/** Milliseconds that a tile is to take, and that the rest may take to be drawn at once. */
const TILE = 16;
const REST = 32;

export interface Drawing {
  /** Multiply-adds of all of it. */
  readonly macs: number;
  /** The pace of its kernel, and that of the fastest: both are learned. */
  readonly own: Pace;
  readonly fastest: Pace;
  /** `FIRST_MACS` unless a test wants more tiles. */
  readonly firstMacs: number;
}

/** Whether so many multiply-adds are soon enough done to be drawn at once. */
export function isSoonDrawn({ macs, own, fastest, firstMacs }: Drawing): boolean {
  return macs <= Math.max(AT_ONCE * firstMacs, REST * Math.max(own.perMs, fastest.perMs / SLOWEST));
}

/**
 * Draws what is set up tile by tile; the page has its turn between them. What one tile took decides how large the next
 * one is, and the last one is not waited for.
 * @param size width and height of the texture.
 * @throws the signal's reason where that ends it.
 */
export async function drawTiles(
  gl: WebGL2RenderingContext,
  { macs, own, fastest, firstMacs }: Drawing,
  [width, height]: readonly number[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const next = createTiling(width, height);
  const rest = createRest(signal);
  const perTexel = macs / (width * height);
  const first = Math.max(firstMacs, (TILE * fastest.perMs) / SLOWEST) / perTexel;
  let texels = own.perMs > 0 ? (TILE * own.perMs) / perTexel : first;
  let left = width * height;
  while (left > 0 && !gl.isContextLost()) {
    const start = performance.now();
    const tile = next(left * perTexel <= REST * own.perMs ? Infinity : texels)!;
    gl.scissor(tile.x, tile.y, tile.width, tile.height);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    const drawn = tile.width * tile.height;
    left -= drawn;
    if (left === 0) break;
    awaitDrawn(gl);
    const took = Math.max(0.01, performance.now() - start);
    // A first tile may hold what a driver compiles; a short one little but the way there and back.
    texels = Math.max(drawn / 4, Math.min(drawn * 8, (drawn * TILE) / took));
    own.perMs = Math.max(own.perMs, (drawn * perTexel) / took);
    fastest.perMs = Math.max(fastest.perMs, own.perMs);
    const pause = rest();
    if (pause) await pause;
  }
}

const pixel = new Float32Array(4);

/** Reading waits for what was drawn before; in Chromium `finish` returns at once. */
function awaitDrawn(gl: WebGL2RenderingContext): void {
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.FLOAT, pixel);
}
