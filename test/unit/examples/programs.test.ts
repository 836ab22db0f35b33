/** The example programs: what the README of the examples says of them holds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse';
import { hoverAt } from '../../../src/analysis/hover/hover';
import { problemsOf } from '../../../src/analysis/problems';
import { disk } from '../../../src/analysis/sourceFiles.node';
import { Sources } from '../../../src/analysis/sources';
import { traceFile } from '../../../src/analysis/trace';
import { loadParser } from '../../../src/python/syntax';
import { examples } from './run';

beforeAll(() => loadParser());

const read = (file: string) => readFileSync(join(examples, file), 'utf8');
const analysed = (file: string) => analyse(new Sources(disk), join(examples, file), read(file));
const traced = (file: string) => traceFile(new Sources(disk), join(examples, file), read(file), {});

/** The hover on the first place where a text stands. */
function hover(file: string, text: string): string {
  return hoverAt(analysed(file), read(file).indexOf(text))?.markdown ?? '';
}

describe('the example programs', () => {
  it.each(['resnet.py', 'mobile_keras.py', 'autoencoder_tf1.py'])('%s is free of problems', (file) => {
    expect(problemsOf(analysed(file))).toEqual([]);
  });

  it('resnet.py is a ResNet-18 without the normalization of its shortcuts', () => {
    const trace = traced('resnet.py');
    expect(trace.output).toEqual([1, 1000]);
    expect(trace.params).toBe(11_687_720);
    expect(trace.macs).toBe(1_814_073_344);
  });

  it('autoencoder_tf1.py has no model: the trace is all layers of the program, by their own names', () => {
    const trace = traced('autoencoder_tf1.py');
    expect(trace.layers.map((row) => row.name).slice(0, 3)).toEqual(['conv2d', 'max_pooling2d', 'conv2d_1']);
    expect(trace.params).toBe(30_689);
  });

  it('mobile_keras.py: a model that is built but not called is traced, with the cost of one example', () => {
    const trace = traced('mobile_keras.py');
    expect(trace.output).toEqual([null, 10]);
    expect(trace.layers[0]).toMatchObject({ name: 'conv2d', out: [null, 80, 80, 32], macs: 5_529_600 });
  });

  it('resnet.py: one line makes several layers, and the hover lists them', () => {
    const text = hover('resnet.py', 'nn.Conv2d(out_channels, out_channels');
    expect(text).toContain('in ResNet: 8 uses');
    expect(text).toContain('stages.3.0.conv2, stages.3.1.conv2  512 → 512 @ 7×7');
  });

  it('mobile_keras.py: the last depthwise layer doubles the channels', () => {
    expect(hover('mobile_keras.py', 'layers.DepthwiseConv2D(3, padding="same", depth')).toContain(
      '512 → 1024 = 512 × 2: each input channel has its own 2 kernels',
    );
  });

  it('autoencoder_tf1.py: the decoder comes back to the size of the input', () => {
    expect(hover('autoencoder_tf1.py', 'logits =')).toContain('(?, 28, 28, 1)');
  });

  it('mistakes.py has the four mistakes that its comments announce, and no other', () => {
    const codes = problemsOf(analysed('mistakes.py')).map((problem) => problem.code);
    expect(codes.sort()).toEqual(['cat-mismatch', 'channel-mismatch', 'features-mismatch', 'groups-divisibility']);
  });
});
