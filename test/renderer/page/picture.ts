import {
  type ColorScale,
  NON_FINITE_COLOR,
  colorRange,
  colorStep,
  colorTable,
  scaleOf,
} from '../../../src/compute/atlas/colors';
import { imageOf, kernelImage, valueAt } from '../../../src/compute/atlas/image';
import { layoutAtlas } from '../../../src/compute/atlas/layout';
import { extentOf } from '../../../src/compute/atlas/statistics';
import { channelsFirst, denseMaps } from '../../../src/compute/layout';
import { convolve } from '../../../src/compute/reference';
import { parametersOf, planSteps } from '../../../src/compute/step';
import { decodeTensor } from '../../../src/protocol/codec';
import type { Payload } from '../../../src/protocol/payload';

/** What reading the canvases back gave. */
export interface PictureReport {
  tiles: number;
  pixels: number;
  wrong: string[];
}

type Kind = 'input' | 'kernel' | 'output';
const KINDS: readonly Kind[] = ['input', 'kernel', 'output'];

/** One painted canvas of an output: its place from the top of the maps, and its pixels as red, green, blue, alpha. */
export interface PaintedBand {
  top: number;
  width: number;
  height: number;
  /** Canvas pixels along one of the page's. */
  density?: number;
  data: ArrayLike<number>;
}

/** Reads the painted canvases of an output and compares them with the reference. */
export function checkPicture(
  root: Element,
  payload: Payload,
  item: number,
  scale: ColorScale,
  all: boolean,
  kinds = KINDS,
): PictureReport {
  const bands = [...root.querySelectorAll<HTMLCanvasElement>('.cl-band canvas')].map((canvas): PaintedBand => {
    const { width, height } = canvas;
    const { style } = canvas.parentElement as HTMLElement;
    const density = width / parseFloat(style.width);
    return {
      top: parseFloat(style.top),
      width,
      height,
      density,
      data: canvas.getContext('2d')!.getImageData(0, 0, width, height).data,
    };
  });
  const width = parseFloat(root.querySelector<HTMLElement>('.cl-viewer')!.style.getPropertyValue('--cl-room'));
  return comparePicture(bands, width, payload, item, scale, all, kinds);
}

/**
 * Compares every map's pixels with the colours of the reference's numbers; `layoutWidth` is the room that they were laid out for.
 * Of maps that are reduced, whose pixels are averages, it is looked whether they are painted from corner to corner. `kinds` are the maps that are to
 * be there. Colours may be one step of 256 off, for float32 may round a number to the other side.
 */
export function comparePicture(
  bands: readonly PaintedBand[],
  layoutWidth: number,
  payload: Payload,
  item: number,
  scale: ColorScale,
  all: boolean,
  kinds = KINDS,
): PictureReport {
  const [{ step, problem }] = planSteps(payload);
  const numbers = (name: string) => decodeTensor(payload.tensors[name]);
  const tensor = payload.tensors[step.input as string];
  const input = denseMaps(channelsFirst(tensor.shape, step.dataFormat), numbers(step.input as string), step.dataFormat);
  const { weight, bias } = parametersOf({ step, problem }, numbers);
  const output = convolve(problem, input, weight, bias);
  const layout = layoutAtlas(problem, { width: layoutWidth, maxOutputs: all ? Infinity : 96 });
  const kernel = problem.axes.map((axis) => axis.kernel);
  const picture = (kind: string, channel: number) =>
    kind === 'kernel'
      ? kernelImage(weight, kernel, channel)
      : imageOf(kind === 'input' ? input : output, item, channel);
  const ranges = new Map(
    KINDS.map((kind) => {
      const count = kind === 'input' ? problem.inChannels : problem.outChannels;
      const shown = kind !== 'kernel' || layout.tiles.some((tile) => tile.kind === 'kernel');
      const pictures = Array.from({ length: shown ? count : 0 }, (_, c) => picture(kind, c));
      return [kind, colorRange(scaleOf(kind, scale), extentOf(pictures))] as const;
    }),
  );
  const report: PictureReport = { tiles: 0, pixels: 0, wrong: [] };
  for (const { top, width, height, density = 1, data } of bands) {
    for (const tile of layout.tiles) {
      if (tile.y < top || tile.y + tile.height > top + height / density || !kinds.includes(tile.kind)) continue;
      report.tiles++;
      if (tile.width < tile.columns || tile.height < tile.rows) {
        const [left, over] = [tile.x * density, (tile.y - top) * density];
        const [right, under] = [left + tile.width * density - 1, over + tile.height * density - 1];
        const middle = [(left + right) >> 1, (over + under) >> 1];
        for (const [x, y] of [[left, over], [right, under], middle]) {
          if (data[(y * width + x) * 4 + 3] === 255) continue;
          report.wrong.push(`${tile.kind} ${tile.channel} is not painted at ${x}, ${y}`);
        }
        continue;
      }
      const image = picture(tile.kind, tile.channel);
      for (let row = 0; row < tile.rows; row++) {
        for (let column = 0; column < tile.columns; column++) {
          const x = Math.floor((tile.x + ((column + 0.5) * tile.width) / tile.columns) * density);
          const y = Math.floor((tile.y - top + ((row + 0.5) * tile.height) / tile.rows) * density);
          const seen = [0, 1, 2, 3].map((i) => data[(y * width + x) * 4 + i]);
          const wanted = colorStep(valueAt(image, row, column), ranges.get(tile.kind)!);
          report.pixels++;
          if (!matches(seen, wanted, colorTable(scaleOf(tile.kind, scale)))) {
            report.wrong.push(`${tile.kind} ${tile.channel} [${row}, ${column}]: ${seen} instead of step ${wanted}`);
          }
        }
      }
    }
  }
  return report;
}

function matches(seen: number[], step: number, table: Uint8Array): boolean {
  const same = (color: ArrayLike<number>): boolean => [0, 1, 2].every((i) => seen[i] === color[i]) && seen[3] === 255;
  if (step < 0) return same(NON_FINITE_COLOR);
  return [step - 1, step, step + 1].some((s) => s >= 0 && s < 256 && same(table.subarray(s * 3, s * 3 + 3)));
}
