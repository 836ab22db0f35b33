import { describe, expect, it } from 'vitest';
import { readSpan } from '../../../src/compute/atlas/receptive';
import { formatAligned, formatShort } from '../../../renderers/model/format';
import { ringPath } from '../../../renderers/model/outline';
import { placementOf } from '../../../renderers/model/overlay';
import { clampViewport, fitCell, nextCell, reveal, zoomAt } from '../../../renderers/model/viewport';
import { randomProblem } from '../compute/problems';

describe('an output over its input', () => {
  it('has each element’s middle where the middle of what it reads is, for 200 random convolutions', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const problem = randomProblem(seed);
      if (problem.transposed) continue;
      for (const axis of problem.axes) {
        const { margin, start, step } = placementOf(axis, false);
        for (let at = 0; at < axis.output; at++) {
          const { first, last } = readSpan(axis, at, false)!;
          expect(start + (at + 0.5) * step - margin).toBeCloseTo((first + last + 1) / 2, 9);
        }
      }
    }
  });

  it('of a transposed convolution has an element as wide as the inverse of the stride', () => {
    const axis = { input: 4, kernel: 2, stride: 2, dilation: 1, padBefore: 0, padAfter: 0, output: 8 };
    // Two output elements to each input element, side by side on it.
    expect(placementOf(axis, true)).toEqual({ margin: 0, size: 4, start: 0, step: 0.5 });
  });
});

describe('the viewport of a large map', () => {
  const picture = { rows: 96, columns: 96 };
  const pane = { width: 384, height: 384 };

  it('fits a picture with whole pixels where there is room', () => {
    expect(fitCell(picture, { width: 400, height: 440 })).toBe(4);
    expect(fitCell({ rows: 1200, columns: 1600 }, { width: 400, height: 440 })).toBe(0.25);
  });

  it('zooms in steps and ends at the whole picture', () => {
    expect([nextCell(4, 4, 1), nextCell(6, 4, 1), nextCell(64, 4, 1)]).toEqual([6, 8, 64]);
    expect([nextCell(8, 4, -1), nextCell(6, 4, -1)]).toEqual([6, 4]);
  });

  it('keeps what is under the pointer there', () => {
    const before = { cell: 8, left: 20, top: 30 };
    const at = { x: 100, y: 60 };
    const after = zoomAt(before, 16, at, picture, pane);
    expect(after.left + at.x / 16).toBeCloseTo(before.left + at.x / 8);
    expect(after.top + at.y / 16).toBeCloseTo(before.top + at.y / 8);
  });

  it('stays on the picture and follows the cursor', () => {
    expect(clampViewport({ cell: 8, left: -5, top: 90 }, picture, pane)).toEqual({ cell: 8, left: 0, top: 48 });
    const followed = reveal({ cell: 8, left: 0, top: 0 }, 10, 60, picture, pane);
    expect(followed.left).toBeGreaterThan(60 - 48);
    expect(followed.top).toBe(0);
  });
});

describe('numbers where there is little room', () => {
  it('in three digits', () => {
    expect([0, 0.12345, -12.34, 123456, 0.00001].map(formatShort)).toEqual(['0', '0.123', '−12.3', '1.2e+5', '1.0e−5']);
  });

  it('aligned by the decimals of the largest, without negative zeros', () => {
    expect(formatAligned([1.5, -0.004, 12])).toEqual(['1.5', '0.0', '12.0']);
    expect(formatAligned([-1, 0, 2])).toEqual(['−1', '0', '2']);
    expect(formatAligned([0.57, NaN])).toEqual(['0.57', 'NaN']);
  });
});

describe('what of a receptive field lies outside the image', () => {
  const image = { x: 10, y: 10, width: 20, height: 20 };
  it('is a ring, the whole field, or nothing', () => {
    expect(ringPath({ x: 12, y: 12, width: 3, height: 3 }, image)).toBe('');
    expect(ringPath({ x: 8, y: 12, width: 4, height: 3 }, image)).toBe('M8 12h4v3h-4zM10 12h2v3h-2z');
    expect(ringPath({ x: 0, y: 0, width: 4, height: 4 }, image)).toBe('M0 0h4v4h-4z');
  });
});
