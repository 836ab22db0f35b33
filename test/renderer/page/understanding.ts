/**
 * What the view says of one output number, against a loop that follows the definition and shares nothing with it. All numbers
 * are small integers: what is written has to be exactly what is calculated.
 */
import { encodeTensor } from '../../../src/protocol/codec';
import type { ConvStep, Payload } from '../../../src/protocol/payload';
import { mulberry32 } from '../../../src/protocol/random';
import { payload } from '../../support/build';

interface Plan {
  readonly payload: Payload;
  readonly step: ConvStep;
  /** Sizes along the spatial axes. */
  readonly input: number[];
  readonly kernel: number[];
  readonly output: number[];
  readonly inChannels: number;
  readonly outChannels: number;
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly b: Float32Array;
}

/** What stands under a tap: the number and its place along each axis; nothing where no number is. */
type Tap = { readonly number: number; readonly isInside: boolean };

const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

/** A seeded convolution over one or two axes, of any kind, that gives at least one number. */
export function understandPlan(seed: number): Plan {
  const random = mulberry32(seed * 977);
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const pick = <T>(options: readonly T[]): T => options[int(0, options.length - 1)];
  const transposed = seed % 5 === 0;
  const mode = transposed ? 'zeros' : pick(['zeros', 'reflect', 'replicate', 'circular'] as const);
  const groups = pick([1, 2, 3, 4]);
  const inChannels = groups * (seed % 3 === 0 ? 1 : int(1, 3));
  const outChannels = groups * int(1, 3);
  for (;;) {
    const axes = Array.from({ length: seed % 4 === 0 ? 1 : 2 }, () => {
      const [input, kernel, stride, dilation] = [int(4, 12), int(1, 4), int(1, 3), int(1, 3)];
      const [before, after] = [int(0, 3), int(0, 3)];
      const reach = dilation * (kernel - 1) + 1;
      const output = transposed
        ? (input - 1) * stride + reach - before - after
        : Math.floor((input + before + after - reach) / stride) + 1;
      return { input, kernel, stride, dilation, before, after, output };
    });
    if (axes.some(({ output }) => output < 1)) continue;
    const all = <K extends keyof (typeof axes)[number]>(key: K) => axes.map((axis) => axis[key]);
    const step: ConvStep = {
      type: 'conv',
      op: 'conv',
      framework: 'torch',
      dataFormat: 'channels_first',
      input: 'x',
      weight: 'w',
      bias: 'b',
      stride: all('stride'),
      dilation: all('dilation'),
      padding: axes.map(({ before, after }) => [before, after]),
      groups,
      ...(transposed ? { transposed, outputPadding: axes.map(() => 0) } : { paddingMode: mode }),
    };
    const shapes = {
      x: [1, inChannels, ...all('input')],
      w: transposed
        ? [inChannels, outChannels / groups, ...all('kernel')]
        : [outChannels, inChannels / groups, ...all('kernel')],
      b: [outChannels],
    };
    const whole = (shape: number[]): Float32Array => Float32Array.from({ length: product(shape) }, () => int(-3, 3));
    const [x, w, b] = [whole(shapes.x), whole(shapes.w), whole(shapes.b)];
    const tensors = Object.fromEntries(
      Object.entries({ x, w, b }).map(([name, numbers]) => [
        name,
        encodeTensor(shapes[name as 'x'], 'float32', numbers),
      ]),
    );
    const [input, kernel, output] = [all('input'), all('kernel'), all('output')];
    return {
      payload: payload(tensors, [step], `plan ${seed}`),
      step,
      input,
      kernel,
      output,
      inChannels,
      outChannels,
      x,
      w,
      b,
    };
  }
}

/** The element of an axis that a tap meets: `inside` of the input, in its padding, or none (−1) of a transposed one. */
function meets(plan: Plan, axis: number, at: number, tap: number): { index: number; isInside: boolean } {
  const { step, input } = plan;
  const [stride, dilation, [before], size] = [step.stride[axis], step.dilation[axis], step.padding[axis], input[axis]];
  if (step.transposed) {
    const reached = (at + before - tap * dilation) / stride;
    const isInside = Number.isInteger(reached) && reached >= 0 && reached < size;
    return { index: isInside ? reached : -1, isInside };
  }
  let index = at * stride + tap * dilation - before;
  if (index >= 0 && index < size) return { index, isInside: true };
  if (step.paddingMode === 'replicate') index = Math.max(0, Math.min(size - 1, index));
  else if (step.paddingMode === 'circular') index = ((index % size) + size) % size;
  else if (step.paddingMode === 'reflect') index = index < 0 ? -index : 2 * (size - 1) - index;
  else index = -1;
  return { index, isInside: false };
}

/** The whole sum of one output number by its definition. */
function byDefinition(plan: Plan, channel: number, position: readonly number[]) {
  const { step, kernel, input, inChannels, outChannels, x, w, b } = plan;
  const [ins, outs] = [inChannels / step.groups, outChannels / step.groups];
  const first = Math.floor(channel / outs) * ins;
  const taps = product(kernel);
  const channels = Array.from({ length: ins }, (_, i) => {
    const patch: Tap[] = [];
    const weights: number[] = [];
    for (let tap = 0; tap < taps; tap++) {
      const place = kernel.length === 1 ? [tap] : [Math.floor(tap / kernel[1]), tap % kernel[1]];
      const met = place.map((at, axis) => meets(plan, axis, position[axis], at));
      const flat = met.reduce((sum, { index }, axis) => sum * input[axis] + index, 0);
      const isThere = met.every(({ index }) => index >= 0);
      const number = isThere ? x[(first + i) * product(input) + flat] : 0;
      patch.push({ number, isInside: met.every(({ isInside }) => isInside) });
      const at = step.transposed ? (first + i) * outs + (channel % outs) : channel * ins + i;
      weights.push(w[at * taps + tap]);
    }
    const products = patch.map(({ number }, tap) => number * weights[tap]);
    return { channel: first + i, patch, weights, products, sum: products.reduce((a, p) => a + p, 0) };
  });
  const bias = b[channel];
  return { channels, bias, value: channels.reduce((sum, one) => sum + one.sum, bias) };
}

/** The elements of an axis that are read, padding included, the first one first. */
function read(plan: Plan, axis: number, at: number): number[] {
  const { step, kernel } = plan;
  const [stride, dilation, [before]] = [step.stride[axis], step.dilation[axis], step.padding[axis]];
  const taps = Array.from({ length: kernel[axis] }, (_, tap) => tap * dilation);
  if (!step.transposed) return taps.map((tap) => at * stride - before + tap);
  const reached = taps.map((tap) => (at + before - tap) / stride).filter(Number.isInteger);
  return reached.reverse();
}

/** `2 … 6 in steps of 2`, as it is written of what is read along an axis. */
function spanText(indices: readonly number[]): string {
  const [first, last] = [indices[0], indices[indices.length - 1]];
  const text = indices.length === 1 ? `${first}` : `${first} … ${last}`;
  const step = indices.length > 1 ? indices[1] - first : 1;
  return (step === 1 ? text : `${text} in steps of ${step}`).replaceAll('-', '−');
}

const numberIn = (text: string | null | undefined): number => Number(String(text).trim().replaceAll('−', '-'));

const boxOf = (element: Element): { x: number; y: number; width: number; height: number } => {
  const { style } = element as HTMLElement;
  const [x, y, width, height] = [style.left, style.top, style.width, style.height].map(parseFloat);
  return { x, y, width, height };
};

/** Where the pointer has to go for an element of an output map, in pixels of the window. */
export function pointOf(root: Element, plan: Plan, channel: number, position: readonly number[]) {
  const tile = root.querySelectorAll('.cl-tile-output')[channel].getBoundingClientRect();
  const [rows, columns] = [1, ...plan.output].slice(-2);
  const [row, column] = [0, ...position].slice(-2);
  return {
    x: tile.x + ((column + 0.5) * tile.width) / columns,
    y: tile.y + ((row + 0.5) * tile.height) / rows,
  };
}

/** What of all that the view says of an output number is not so. */
export function misunderstood(root: Element, plan: Plan, channel: number, position: readonly number[]): string[] {
  const wrong: string[] = [];
  const same = (what: string, seen: unknown, wanted: unknown): void => {
    if (JSON.stringify(seen) !== JSON.stringify(wanted)) {
      wrong.push(`${what}: ${JSON.stringify(seen)} instead of ${JSON.stringify(wanted)}`);
    }
  };
  const truth = byDefinition(plan, channel, position);
  const numbersOf = (selector: string): Element[] => [...root.querySelectorAll(selector)];
  same('the number read out', numberIn(root.querySelector('.cl-readout strong')?.textContent), truth.value);
  same('the number beside the pixel', numberIn(root.querySelector('.cl-chip')?.textContent), truth.value);
  const head = root.querySelector('.cl-inspector-head strong')?.textContent;
  same('the place', head, `output ${channel} [${position.join(', ')}]`);
  same('the value', numberIn(root.querySelector('.cl-sums tfoot .cl-sum')?.textContent), truth.value);

  const rows = numbersOf('.cl-sums tbody tr');
  const listed = rows.filter((row) => row.querySelector('button'));
  const others = rows.filter((row) => !row.querySelector('button')).map((row) => [...row.children].at(-1)!.textContent);
  const channelOf = (row: Element): number => numberIn(row.querySelector('button')!.textContent);
  const told = new Map(listed.map((row) => [channelOf(row), numberIn(row.querySelector('.cl-sum')!.textContent)]));
  for (const [at, sum] of told) same(`the sum of input ${at}`, sum, truth.channels.find((c) => c.channel === at)?.sum);
  const rest = truth.channels.filter((c) => !told.has(c.channel));
  same('bias and what is left', others.map(numberIn), [
    ...(rest.length > 0 ? [rest.reduce((sum, c) => sum + c.sum, 0)] : []),
    truth.bias,
  ]);

  const written = root.querySelector('.cl-written');
  const open = truth.channels.find((c) => c.channel === channelOf(root.querySelector('.cl-open')!))!;
  if (written) {
    const cells = (table: Element): Element[] => [...table.querySelectorAll('td')];
    const [kernel, patch, products] = [...written.querySelectorAll('table')].map(cells);
    const gaps = open.patch.map(({ isInside }) => plan.step.transposed === true && !isInside);
    same('the kernel', kernel.map((cell) => numberIn(cell.textContent)), open.weights); // prettier-ignore
    same('the patch', patch.map((cell) => numberIn(cell.textContent)), open.patch.map(({ number }) => number)); // prettier-ignore
    same('the products', products.map((cell) => numberIn(cell.textContent)), open.products.map((p) => p + 0)); // prettier-ignore
    const hatched = patch.map((cell) => cell.classList.contains('cl-hatch'));
    same('padding', hatched, open.patch.map(({ isInside }) => !isInside)); // prettier-ignore
    same('empty taps', patch.map((cell) => cell.textContent === ''), gaps); // prettier-ignore
  } else if (product(plan.kernel) > 1) wrong.push('nothing is written out');

  const taking = truth.channels.map((c) => c.channel);
  const inputs = numbersOf('.cl-tile-input');
  const isDimmed = (tile: Element): boolean => tile.classList.contains('cl-dimmed');
  same('what takes part', inputs.flatMap((tile, i) => (isDimmed(tile) ? [] : i)), taking); // prettier-ignore

  const [rowCount, columnCount] = [1, ...plan.input].slice(-2);
  const axes = position.map((at, axis) => read(plan, axis, at));
  const isEmpty = axes.some((indices) => indices.length === 0);
  const readout = root.querySelector('.cl-readout > :last-child')?.textContent ?? '';
  const words = axes.length === 1 ? ['reads '] : ['reads rows ', ', columns '];
  const reads = isEmpty ? 'reads nothing' : words.map((word, axis) => word + spanText(axes[axis])).join('');
  if (!readout.endsWith(reads)) wrong.push(`“${readout}” does not end in “${reads}”`);
  if (isEmpty) {
    same('fields and padding where nothing is read', numbersOf('.cl-fields, .cl-padding').length, 0);
    return wrong;
  }
  const [[top, bottom], [left, right]] = [[0], ...axes].slice(-2).map((indices) => [indices[0], indices.at(-1)!]);
  const outlined = (root.querySelector('.cl-fields .cl-line-of')?.getAttribute('d') ?? '').split('z').filter(Boolean);
  same('how many fields are outlined', outlined.length, taking.length);
  outlined.forEach((path, i) => {
    const [, x, y, width, height] = /^M(\S+) (\S+)h(\S+)v(\S+)h/.exec(path)!.map(Number);
    const tile = boxOf(inputs[taking[i]]);
    const [cellX, cellY] = [tile.width / columnCount, tile.height / rowCount];
    const near = (seen: number, wanted: number): boolean => Math.abs(seen - wanted) < 0.02;
    const isRight =
      near(x, tile.x + left * cellX) &&
      near(y, tile.y + top * cellY) &&
      near(width, Math.max(2, (right - left + 1) * cellX)) &&
      near(height, Math.max(2, (bottom - top + 1) * cellY));
    if (!isRight) wrong.push(`the field on input ${taking[i]}: ${path} of ${JSON.stringify(tile)}`);
  });
  const reaches = top < 0 || left < 0 || bottom >= rowCount || right >= columnCount;
  same('hatched padding', numbersOf('.cl-padding').length, reaches ? taking.length : 0);
  return wrong;
}
