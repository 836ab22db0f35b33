import { useEffect, useRef } from 'preact/hooks';
import { colorRange, colorWords } from '../../../src/compute/atlas/colors';
import { imageSize, pictureOf } from '../../../src/compute/atlas/image';
import { paintMap } from '../../../src/compute/atlas/paint';
import type { NumberArray } from '../../../src/compute/ndarray';
import type { WeightForm } from '../../model/weightForm';
import { paintingContext } from '../canvas';
import type { KernelPlace } from './kernelPlace';
import { t } from '../../model/words';

export interface KernelThumbnailsProps {
  form: WeightForm;
  numbers: NumberArray;
  place: KernelPlace;
  onChoose(place: KernelPlace): void;
}

/** Kernels that are shown at once. */
const MOST = 96;
const SIDE = 24;

/**
 * The kernels among which one is edited. Where an output reads a single channel: those of all outputs, each input's
 * together. Else those of one output, one for each channel that it reads.
 */
export function KernelThumbnails({ form, numbers, place, onChoose }: KernelThumbnailsProps) {
  const places = siblings(form, place);
  if (places.length < 2) return null;
  const current = places.findIndex(({ output, input }) => output === place.output && input === place.input);
  const common = largest(numbers, form, places);
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = places[current + step];
    if (!next) return;
    onChoose(next);
    const buttons = (event.currentTarget as HTMLElement).querySelectorAll('button');
    buttons[current + step].focus();
  };
  return (
    <div class="cl-thumbnails" role="group" aria-label={t('Kernels. Left and right choose one.')} onKeyDown={onKey}>
      {places.map((sibling, i) => (
        <Thumbnail
          key={`${sibling.output} ${sibling.input}`}
          form={form}
          numbers={numbers}
          place={sibling}
          reach={common}
          chosen={i === current}
          ends={form.inPerGroup === 1 && (sibling.output + 1) % form.outPerGroup === 0}
          onChoose={() => onChoose(sibling)}
        />
      ))}
    </div>
  );
}

interface ThumbnailProps {
  form: WeightForm;
  numbers: NumberArray;
  place: KernelPlace;
  /** The largest absolute weight of all siblings: they share a scale. */
  reach: number;
  chosen: boolean;
  /** Whether it is the last of its input channel. */
  ends: boolean;
  onChoose(): void;
}

function Thumbnail({ form, numbers, place, reach, chosen, ends, onChoose }: ThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { rows, columns } = imageSize(form.kernel);
  const factor = Math.max(1, Math.floor(SIDE / Math.max(rows, columns)));
  const [width, height] = [Math.min(SIDE, columns * factor), Math.min(SIDE, rows * factor)];
  const start = form.offset(place.output, place.input);
  const kernel = numbers.subarray(start, start + form.taps);
  // Of all kernels that are rendered again with every change one has changed, as a rule.
  useEffect(() => {
    const context = paintingContext(canvas.current);
    if (!context) return;
    const picture = new ImageData(width, height);
    const range = colorRange('diverging', { min: -reach, max: reach, nonFinite: 0 });
    const image = pictureOf(kernel, rows, columns);
    paintMap(picture, { x: 0, y: 0, width, height }, image, range, colorWords('diverging'));
    context.putImageData(picture, 0, 0);
  }, [kernel.join(), reach, rows, columns, width, height]);
  return (
    <button
      class={`cl-thumbnail${ends ? ' cl-ends' : ''}`}
      type="button"
      aria-pressed={chosen}
      aria-label={
        form.inPerGroup > 1
          ? t('kernel of output {0}, channel {1} of its group', place.output, place.input)
          : t('kernel of output {0}', place.output)
      }
      title={t('output {0}', place.output)}
      tabIndex={chosen ? 0 : -1}
      onClick={onChoose}
    >
      <canvas ref={canvas} width={width} height={height} aria-hidden="true" />
    </button>
  );
}

function siblings(form: WeightForm, place: KernelPlace): KernelPlace[] {
  if (form.inPerGroup > 1) {
    const first = firstShown(place.input, form.inPerGroup, MOST);
    return span(first, form.inPerGroup).map((input) => ({ output: place.output, input }));
  }
  const outputs = form.groups * form.outPerGroup;
  return span(firstShown(place.output, outputs, MOST), outputs).map((output) => ({ output, input: 0 }));
}

/** Where a run of `most` begins that holds `at`. */
function firstShown(at: number, count: number, most: number): number {
  return count <= most ? 0 : Math.min(Math.floor(at / most) * most, count - 1);
}

function span(first: number, count: number): number[] {
  return Array.from({ length: Math.min(MOST, count - first) }, (_, i) => first + i);
}

function largest(numbers: NumberArray, form: WeightForm, places: readonly KernelPlace[]): number {
  let reach = 0;
  for (const { output, input } of places) {
    const start = form.offset(output, input);
    for (let tap = start; tap < start + form.taps; tap++) {
      const size = Math.abs(numbers[tap]);
      if (Number.isFinite(size) && size > reach) reach = size;
    }
  }
  return reach;
}
