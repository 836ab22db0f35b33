import { describe, expect, it } from 'vitest';
import { NON_FINITE_COLOR, colorRange, colorStep, colorTable, colorWords } from '../../../src/compute/atlas/colors';
import { pictureOf } from '../../../src/compute/atlas/image';
import { type AtlasLayout, layoutAtlas } from '../../../src/compute/atlas/layout';
import { paintMap } from '../../../src/compute/atlas/paint';
import { readSpan, receptiveField, slicesRead } from '../../../src/compute/atlas/receptive';
import { originOf, structureOf } from '../../../src/compute/atlas/structure';
import { convolve } from '../../../src/compute/reference';
import { denseMaps } from '../../../src/compute/layout';
import type { ConvProblem } from '../../../src/compute/problem';
import { generate } from '../../../src/protocol/random';
import { randomProblem, squareProblem } from './problems';

const problem = (inChannels: number, outChannels: number, groups: number) =>
  squareProblem(8, 3, { inChannels, outChannels, groups });
const shown = ({ tiles }: AtlasLayout, kind: string): number[] =>
  tiles.filter((tile) => tile.kind === kind).map((tile) => tile.channel);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('which maps belong together', () => {
  it('depthwise: each input channel with its own outputs and kernels', () => {
    const { kind, sections } = structureOf(problem(3, 12, 3));
    expect(kind).toBe('depthwise');
    expect(sections.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [[0], [0, 1, 2, 3]],
      [[1], [4, 5, 6, 7]],
      [[2], [8, 9, 10, 11]],
    ]);
    expect(sections.every((section) => section.kernels && section.framed)).toBe(true);
  });

  it('poolings and activations have no kernels to show', () => {
    const pooling = { kind: 'max', countsPadding: false } as const;
    for (const other of [{ pooling }, { activation: { name: 'relu' } as const }]) {
      expect(structureOf({ ...problem(3, 3, 3), ...other }).sections.some((section) => section.kernels)).toBe(false);
    }
  });

  it('grouped: group by group, with a frame', () => {
    const { sections } = structureOf(problem(4, 6, 2));
    expect(sections[1]).toMatchObject({
      title: 'group 1: 2–3 → 3–5',
      inputs: [2, 3],
      outputs: [3, 4, 5],
      framed: true,
    });
  });

  it('ordinary: all inputs, then all outputs; many inputs come after the result', () => {
    expect(structureOf(problem(3, 8, 1)).sections.map((section) => section.inputs.length)).toEqual([3, 0]);
    expect(structureOf(problem(64, 8, 1)).sections.map((section) => section.inputs.length)).toEqual([0, 64]);
  });

  it('says where an output comes from', () => {
    expect(originOf(problem(3, 12, 3), 7)).toBe('from input 1, its kernel 3');
    expect(originOf(problem(4, 6, 2), 5)).toBe('group 1, from inputs 2–3');
    expect(originOf(problem(3, 8, 1), 0)).toBe('from all 3 inputs');
  });

  it('of no input nothing is shown and nothing said to be read', () => {
    expect(structureOf(problem(0, 2, 1)).sections).toMatchObject([
      { title: 'output, 2 channels', inputs: [], outputs: [0, 1] },
    ]);
    expect(originOf(problem(0, 2, 1), 0)).toBe('from no input');
  });
});

describe('the atlas', () => {
  it('holds every map once, inside its width, none upon another, for 200 random convolutions', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomProblem(seed);
      const layout = layoutAtlas(random, { width: 640, maxOutputs: Infinity });
      const name = `seed ${seed}`;
      expect(
        shown(layout, 'output').sort((a, b) => a - b),
        name,
      ).toEqual(upTo(random.outChannels));
      expect(
        shown(layout, 'input').sort((a, b) => a - b),
        name,
      ).toEqual(upTo(random.inChannels));
      layout.tiles.forEach((tile, i) => {
        expect(tile.width >= 1 && tile.height >= 1 && tile.x >= 0 && tile.y >= 0, name).toBe(true);
        expect(tile.x + tile.width, name).toBeLessThanOrEqual(640);
        expect(tile.y + tile.height, name).toBeLessThanOrEqual(layout.height);
        for (const other of layout.tiles.slice(i + 1)) {
          const apart =
            other.x >= tile.x + tile.width ||
            tile.x >= other.x + other.width ||
            other.y >= tile.y + tile.height ||
            tile.y >= other.y + other.height;
          expect(apart, `${name}: ${tile.kind} ${tile.channel} and ${other.kind} ${other.channel}`).toBe(true);
        }
      });
    }
  });

  it.each([
    [2, 300],
    [300, 2],
    [1, 4000],
    [4000, 1],
    [3, 3],
  ])('maps of %i × %i are thick enough to be seen', (rows, columns) => {
    const [wide] = problem(1, 4, 1).axes;
    const axis = (size: number) => ({ ...wide, input: size, kernel: 1, padBefore: 0, padAfter: 0, output: size });
    const thin = { ...problem(1, 4, 1), axes: [axis(rows), axis(columns)] };
    for (const tile of layoutAtlas(thin, { width: 800, maxOutputs: 96 }).tiles) {
      if (tile.kind !== 'kernel') expect(Math.min(tile.width, tile.height)).toBeGreaterThanOrEqual(12);
      expect(Math.max(tile.width, tile.height)).toBeLessThanOrEqual(800);
    }
  });

  it.each([
    [3, 12, 3, 96, 392],
    [3, 12, 3, 96, 544],
    [3, 12, 3, 48, 548],
    [8, 12, 4, 14, 392],
    [8, 12, 4, 14, 544],
    [8, 4, 2, 30, 544],
    [3, 12, 3, 300, 544],
  ])(
    '%i → %i channels in %i groups, maps of %i²: in %i pixels each group has one row',
    (ins, outs, groups, size, width) => {
      const [axis] = problem(ins, outs, groups).axes;
      const sized = { ...axis, input: size, output: size, padBefore: 1, padAfter: 1 };
      const layout = layoutAtlas({ ...problem(ins, outs, groups), axes: [sized, sized] }, { width, maxOutputs: 96 });
      for (const frame of layout.frames) {
        const inside = layout.tiles.filter(({ x, y, kind }) => {
          const isIn = x >= frame.x && x < frame.x + frame.width && y >= frame.y && y < frame.y + frame.height;
          return isIn && kind !== 'kernel';
        });
        expect(inside).toHaveLength((ins + outs) / groups);
        expect(new Set(inside.map(({ y }) => y)).size).toBe(1);
      }
      expect(layout.width).toBe(Math.max(...layout.frames.map(({ x, width }) => x + width)));
    },
  );

  it('a wide window has larger maps where every group still has one row', () => {
    const widthOf = (width: number) => layoutAtlas(problem(2, 8, 2), { width, maxOutputs: 96 }).tiles[0].width;
    expect(widthOf(1200)).toBeGreaterThan(widthOf(600));
  });

  it('stops at the number of maps asked for and says how many are left', () => {
    const layout = layoutAtlas(problem(256, 512, 256), { width: 800, maxOutputs: 96 });
    expect(shown(layout, 'output')).toHaveLength(96);
    expect(layout.hidden).toBe(256 - 48 + 512 - 96);
  });

  it('enlarges small maps by whole factors', () => {
    const { tiles } = layoutAtlas(problem(3, 12, 3), { width: 800, maxOutputs: 96 });
    for (const tile of tiles.filter(({ kind }) => kind !== 'kernel')) {
      expect(tile.width % tile.columns).toBe(0);
      expect(tile.height / tile.rows).toBe(tile.width / tile.columns);
    }
  });
});

describe('what an output position reads', () => {
  it('is where the output changes when the input does, for 300 random convolutions', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { axes, transposed } = randomProblem(seed);
      const one: ConvProblem = { ...problem(1, 1, 1), axes: [axes[0]], transposed };
      const weight = new Float32Array(axes[0].kernel).fill(1);
      for (let i = 0; i < axes[0].input; i++) {
        const impulse = new Float32Array(axes[0].input);
        impulse[i] = 1;
        convolve(one, denseMaps([1, 1, axes[0].input], impulse, 'channels_first'), weight).data.forEach((value, o) => {
          const span = readSpan(axes[0], o, transposed);
          const within = span && i >= span.first && i <= span.last && (i - span.first) % span.step === 0;
          expect(within ?? false, `seed ${seed}: input ${i}, output ${o}`).toBe(value !== 0);
        });
      }
    }
  });
});

describe('colours', () => {
  it('spread over the range, the same number in the middle, NaN and infinities apart', () => {
    expect([0, 1, 2].map((value) => colorStep(value, { low: 0, high: 2 }))).toEqual([0, 128, 255]);
    expect(colorStep(5, { low: 5, high: 5 })).toBe(128);
    expect([NaN, Infinity, -Infinity].map((value) => colorStep(value, { low: 0, high: 1 }))).toEqual([-1, -1, -1]);
  });

  it('diverge around zero: as far below as above, white in the middle', () => {
    expect(colorRange('diverging', { min: -1, max: 4, nonFinite: 0 })).toEqual({ low: -4, high: 4 });
    const table = colorTable('diverging');
    expect(Math.min(...table.subarray(128 * 3, 128 * 3 + 3))).toBeGreaterThan(230);
  });

  it('are viridis’ own at the ends', () => {
    const table = colorTable('viridis');
    expect([[...table.subarray(0, 3)], [...table.subarray(255 * 3)]]).toEqual([
      [68, 1, 84],
      [253, 231, 37],
    ]);
  });
});

describe('painting', () => {
  const range = { low: 0, high: 3 };
  const image = pictureOf(Float32Array.of(0, 1, 2, 3), 2, 2);
  const paint = (width: number, height: number): number[] => {
    const canvas = { data: new Uint8ClampedArray(width * height * 4), width };
    paintMap(canvas, { x: 0, y: 0, width, height }, image, range, colorWords('grey'));
    return Array.from({ length: width * height }, (_, i) => canvas.data[i * 4]);
  };

  it('enlarges by repeating', () => {
    const pixels = paint(4, 4);
    expect(pixels.slice(0, 4)).toEqual([pixels[0], pixels[0], pixels[2], pixels[2]]);
    expect(pixels.slice(4, 8)).toEqual(pixels.slice(0, 4));
  });

  it('reduces by averaging', () => {
    expect(paint(1, 1)[0]).toBe(colorTable('grey')[128 * 3]);
  });

  it('gives each pixel the colour of the number that stands there, whatever the sizes', () => {
    const whole = { low: -1, high: 1 };
    for (let seed = 1; seed <= 60; seed++) {
      const [rows, columns, down, across] = generate({ type: 'uniform', low: 0, high: 1, seed }, 4);
      const size = { rows: 1 + Math.floor(rows * 9), columns: 1 + Math.floor(columns * 9) };
      const [height, width] = [Math.ceil(size.rows * (1 + 2 * down)), Math.ceil(size.columns * (1 + 2 * across))];
      const numbers = generate({ type: 'uniform', low: -1.2, high: 1.2, seed: seed + 100 }, size.rows * size.columns);
      const canvas = { data: new Uint8ClampedArray(width * height * 4), width };
      paintMap(
        canvas,
        { x: 0, y: 0, width, height },
        pictureOf(numbers, size.rows, size.columns),
        whole,
        colorWords('magma'),
      );
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = Math.floor((y * size.rows) / height) * size.columns + Math.floor((x * size.columns) / width);
          const step = 3 * colorStep(numbers[at], whole);
          expect([...canvas.data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)]).toEqual([
            ...colorTable('magma').subarray(step, step + 3),
          ]);
        }
      }
    }
  });

  it('gives numbers that are all the same the middle of the scale', () => {
    const canvas = { data: new Uint8ClampedArray(4), width: 1 };
    const same = { low: 7, high: 7 };
    paintMap(
      canvas,
      { x: 0, y: 0, width: 1, height: 1 },
      pictureOf(Float32Array.of(7), 1, 1),
      same,
      colorWords('grey'),
    );
    expect(canvas.data[0]).toBe(colorTable('grey')[128 * 3]);
  });

  it('shows NaN and infinities in a colour that no scale holds, also in averages', () => {
    const odd = pictureOf(Float32Array.of(1, NaN, 2, Infinity), 1, 4);
    const canvas = { data: new Uint8ClampedArray(8), width: 2 };
    paintMap(canvas, { x: 0, y: 0, width: 2, height: 1 }, odd, range, colorWords('viridis'));
    expect([...canvas.data]).toEqual([...NON_FINITE_COLOR, 255, ...NON_FINITE_COLOR, 255]);
  });
});

describe('the receptive field of a number in a volume', () => {
  const axis = (input: number, kernel: number, stride: number, dilation: number, pad: number) => ({
    input,
    kernel,
    stride,
    dilation,
    padBefore: pad,
    padAfter: pad,
    output: Math.floor((input + 2 * pad - dilation * (kernel - 1) - 1) / stride) + 1,
  });
  const volume: ConvProblem = {
    ...problem(1, 1, 1),
    axes: [axis(5, 3, 2, 1, 1), axis(4, 2, 1, 2, 0), axis(6, 3, 1, 1, 1)],
  };
  const [depth, height, width] = volume.axes.map(({ input }) => input);
  const [slices, rows, columns] = volume.axes.map(({ output }) => output);

  it('is every number that reaches it and no other, slice by slice', () => {
    const numbers = depth * height * width;
    // A NaN makes one of whatever it reaches.
    const reached = upTo(numbers).map((at) => {
      const input = new Float32Array(numbers).fill(1);
      input[at] = NaN;
      const maps = denseMaps([1, 1, depth, height, width], input, 'channels_first');
      return convolve(volume, maps, new Float32Array(18).fill(1)).data;
    });
    for (let row = 0; row < slices * rows; row++) {
      for (let column = 0; column < columns; column++) {
        const field = receptiveField(volume, row, column)!;
        const read = new Set<number>();
        for (const start of slicesRead(volume, field)) {
          for (let y = field.rows.first; y <= field.rows.last; y += field.rows.step) {
            for (let x = field.columns.first; x <= field.columns.last; x += field.columns.step) {
              if (y >= 0 && y < height && x >= 0 && x < width) read.add((start + y) * width + x);
            }
          }
        }
        const expected = upTo(numbers).filter((at) => Number.isNaN(reached[at][row * columns + column]));
        expect([...read].sort((a, b) => a - b)).toEqual(expected);
      }
    }
  });
});
