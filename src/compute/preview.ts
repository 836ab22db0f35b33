import { encode } from 'fast-png';
import { decodeTensor } from '../protocol/codec';
import type { Payload } from '../protocol/payload';
import { colorRange, colorWords, scaleOf } from './atlas/colors';
import { type MapImage, imageOf, kernelImage } from './atlas/image';
import { layoutAtlas } from './atlas/layout';
import { type Canvas, type Rect, paintMaps } from './atlas/paint';
import { extentOf } from './atlas/statistics';
import type { MapRef } from './atlas/structure';
import { type Maps, channelsFirst, denseMaps } from './layout';
import { type NdArray, type NumberArray, sizeOf } from './ndarray';
import { macsOf, outputShapeOf } from './problem';
import { convolve } from './reference';
import { type PlannedStep, parametersOf, planSteps } from './step';

/** Pixels across, output maps at most, and multiply-adds that a picture may cost. */
const WIDTH = 640;
const MAX_MAPS = 32;
const MAX_MACS = 400e6;

const PAPER = [255, 255, 255] as const;
const LINE = [208, 208, 208] as const;

/**
 * The `image/png` that goes along with a payload: the maps of the first batch item of the last step, laid out
 * and coloured as the view does, on white, for readers where ConvLens is missing. PNG bytes; undefined when
 * computing them would take more than a second or so.
 * @param output the last step's output where the caller has it, in the step's own order of axes: saves the computing.
 */
export function previewPng(payload: Payload, output?: NdArray): Uint8Array | undefined {
  const steps = planSteps(payload);
  const last = steps.length - 1;
  const { step, problem } = steps[last];
  const cost = steps.reduce((total, planned) => total + macsOf({ ...planned.problem, batch: 1 }), 0);
  if (!output && cost > MAX_MACS) return undefined;
  const maps = firstItems(payload, steps, output);
  const input = typeof step.input === 'number' ? maps.outputs[step.input] : maps.input(last);
  const numbers = (name: string): NumberArray => decodeTensor(payload.tensors[name]);
  const { weight } = parametersOf(steps[last], numbers);

  const layout = layoutAtlas(problem, { width: WIDTH, maxOutputs: MAX_MAPS, text: false });
  const kernel = problem.axes.map((axis) => axis.kernel);
  const picture = ({ kind, channel }: MapRef): MapImage =>
    kind === 'kernel'
      ? kernelImage(weight, kernel, channel)
      : imageOf(kind === 'input' ? input : maps.outputs[last], 0, channel);
  const common = (kind: MapRef['kind']) => extentOf(layout.tiles.filter((tile) => tile.kind === kind).map(picture));
  const coloring = (kind: MapRef['kind']) => {
    const scale = scaleOf(kind, 'viridis');
    return { range: colorRange(scale, common(kind)), words: colorWords(scale) };
  };
  const colors = { input: coloring('input'), output: coloring('output'), kernel: coloring('kernel') };

  const width = Math.max(...[...layout.tiles, ...layout.frames].map((rect) => rect.x + rect.width));
  const canvas = blank(width, layout.height);
  for (const frame of layout.frames) drawFrame(canvas, frame);
  paintMaps(
    canvas,
    layout.tiles.map((tile) => ({ rect: tile, image: picture(tile), ...colors[tile.kind] })),
  );
  return encode({ width, height: layout.height, data: canvas.data, channels: 4 });
}

/** The first batch item of every step's output, computed in float64 unless it is given. */
function firstItems(payload: Payload, steps: readonly PlannedStep[], output: NdArray | undefined) {
  const outputs: Maps[] = [];
  const input = (index: number): Maps => {
    const { step } = steps[index];
    const { shape } = payload.tensors[step.input as string];
    return denseMaps(
      channelsFirst(shape, step.dataFormat),
      decodeTensor(payload.tensors[step.input as string]),
      step.dataFormat,
    );
  };
  steps.forEach(({ step, problem }, index) => {
    const isLast = index === steps.length - 1;
    if (isLast && output) {
      const shape = outputShapeOf(problem);
      if (sizeOf(output.shape) !== sizeOf(shape)) {
        throw new Error(
          `The output given has shape (${output.shape.join(', ')}), the plan says ${sizeOf(shape)} numbers.`,
        );
      }
      outputs.push(denseMaps(shape, output.data, step.dataFormat));
      return;
    }
    const from = typeof step.input === 'number' ? outputs[step.input] : input(index);
    const { weight, bias } = parametersOf(steps[index], (name) => decodeTensor(payload.tensors[name]));
    outputs.push(convolve({ ...problem, batch: 1 }, from, weight, bias));
  });
  return { outputs, input };
}

function blank(width: number, height: number): Canvas {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i += 4) data.set([...PAPER, 255], i);
  return { data, width };
}

function drawFrame({ data, width }: Canvas, frame: Rect): void {
  const dot = (x: number, y: number): void => data.set(LINE, (y * width + x) * 4);
  for (let x = frame.x; x < Math.min(width, frame.x + frame.width); x++) {
    dot(x, frame.y);
    dot(x, frame.y + frame.height - 1);
  }
  for (let y = frame.y; y < frame.y + frame.height; y++) {
    dot(frame.x, y);
    dot(Math.min(width, frame.x + frame.width) - 1, y);
  }
}
