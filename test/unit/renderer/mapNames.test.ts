import { expect, it } from 'vitest';
import { placeText } from '../../../renderers/model/mapNames';
import { squareProblem } from '../compute/problems';

const [axis] = squareProblem(8, 3, { inChannels: 1, outChannels: 2, groups: 1 }).axes;
const problem = squareProblem(8, 3, { inChannels: 1, outChannels: 2, groups: 1 });
const at = (kind: 'input' | 'output' | 'kernel', row: number) => ({ kind, channel: 1, row, column: 2 }) as const;

it('places are told as the tensor is indexed: column; row and column; slice, row and column', () => {
  const sized = { ...axis, input: 8, kernel: 3, output: 6 };
  expect(placeText({ ...problem, axes: [sized] }, at('output', 0))).toBe('output 1 [2]');
  expect(placeText({ ...problem, axes: [sized, sized] }, at('output', 5))).toBe('output 1 [5, 2]');
  const volume = { ...problem, axes: [sized, sized, sized] };
  expect(placeText(volume, at('output', 13))).toBe('output 1 [2, 1, 2]');
  expect(placeText(volume, at('input', 17))).toBe('input 1 [2, 1, 2]');
  expect(placeText(volume, at('kernel', 7))).toBe('kernel of output 1 [2, 1, 2]');
});
