import { describe, expect, it } from 'vitest';
import { type InputSource, PATTERNS } from '../../../renderers/model/inputSource';
import { inputTensor, pictureOf } from '../../../renderers/model/inputs';
import { tensorOf } from '../../../renderers/model/tensor';

const arrived = (shape: number[]) =>
  tensorOf(
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
  );
const pattern = (name: (typeof PATTERNS)[number]): InputSource => ({ type: 'pattern', name });
const made = (source: InputSource, shape: number[], spatial: number[]) =>
  inputTensor(source, arrived(shape), 'channels_first', spatial);

describe('an input in the place of one that arrived', () => {
  it('is one batch item with the channels that there were, in the order of the format', () => {
    expect(made(pattern('ones'), [4, 3, 5, 6], [7, 8]).shape).toEqual([1, 3, 7, 8]);
    expect(inputTensor(pattern('ones'), arrived([4, 5, 6, 3]), 'channels_last', [7, 8]).shape).toEqual([1, 7, 8, 3]);
  });

  it('patterns are what they are called', () => {
    const numbers = (name: (typeof PATTERNS)[number], shape: number[]): number[] => [
      ...made(pattern(name), [1, 1, ...shape], shape).numbers(),
    ];
    expect(numbers('impulse', [3, 3])).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect(numbers('gradient', [2, 3])).toEqual([0, 0.5, 1, 0, 0.5, 1]);
    expect(numbers('edge', [1, 4])).toEqual([0, 0, 1, 1]);
    expect(numbers('checkerboard', [2, 2])).toEqual([0, 1, 1, 0]);
  });

  it('patterns lie between 0 and 1 for any number of axes, a single pixel included', () => {
    for (const name of PATTERNS) {
      for (const spatial of [[1, 1], [5], [3, 4, 5], [1, 9]]) {
        const numbers = [...made(pattern(name), [1, 2, ...spatial], spatial).numbers()];
        expect(
          numbers.every((n) => n >= 0 && n <= 1),
          `${name} ${spatial.join('×')}`,
        ).toBe(true);
      }
    }
  });

  it('what arrived, in its own size, is the very tensor; in another it is interpolated', () => {
    const tensor = arrived([2, 1, 2, 2]);
    expect(inputTensor({ type: 'original' }, tensor, 'channels_first', [2, 2])).toBe(tensor);
    const wide = inputTensor({ type: 'original' }, tensor, 'channels_first', [2, 4]);
    expect([...wide.numbers()]).toEqual([0, 0.25, 0.75, 1, 2, 2.25, 2.75, 3]);
  });

  it('what arrived in channels-last order is interpolated channel by channel', () => {
    const tensor = arrived([1, 1, 2, 2]);
    const wide = inputTensor({ type: 'original' }, tensor, 'channels_last', [1, 3]);
    expect([...wide.numbers()]).toEqual([0, 1, 1, 2, 2, 3]);
  });
});

describe('a picture as input', () => {
  const rgba = (pixels: number[][]): Uint8ClampedArray => Uint8ClampedArray.from(pixels.flatMap((p) => [...p, 255]));
  const picture = (width: number, height: number, pixels: number[][]): InputSource => ({
    type: 'picture',
    picture: pictureOf('p', width, height, rgba(pixels)),
  });
  const numbers = (source: InputSource, channels: number, spatial: number[]): number[] => [
    ...made(source, [1, channels, ...spatial], spatial).numbers(),
  ];

  it('is red, green, blue; with one channel its luma; with more they begin anew', () => {
    const one = picture(1, 1, [[255, 51, 0]]);
    expect(numbers(one, 3, [1, 1])).toEqual([1, Math.fround(0.2), 0]);
    expect(numbers(one, 1, [1, 1])[0]).toBeCloseTo(0.299 + 0.587 * 0.2, 6);
    expect(numbers(one, 5, [1, 1])).toEqual([1, Math.fround(0.2), 0, 1, Math.fround(0.2)]);
  });

  it('is averaged down, and cropped evenly where the sides differ', () => {
    const grey = (...levels: number[]): number[][] => levels.map((level) => [level, level, level]);
    expect(numbers(picture(2, 2, grey(0, 255, 255, 0)), 3, [1, 1])[0]).toBeCloseTo(0.5, 6);
    expect(numbers(picture(4, 2, grey(0, 255, 255, 0, 0, 255, 255, 0)), 3, [2, 2]).slice(0, 4)).toEqual([1, 1, 1, 1]);
  });

  it('keeps to its own range when it is enlarged', () => {
    const wide = numbers(picture(2, 1, [[0, 0, 0], [255, 255, 255]]), 3, [1, 8]); // prettier-ignore
    expect(wide.slice(0, 8).every((n) => n >= 0 && n <= 1)).toBe(true);
  });
});
