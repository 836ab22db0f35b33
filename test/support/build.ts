/** Payloads for tests, written by what is particular about them. */
import type { ConvStep, Payload, Step, TensorData } from '../../src/protocol/payload';

/** A tensor of numbers between −1 and 1. */
export function uniform(shape: number[], seed: number): TensorData {
  return { shape, init: { type: 'uniform', low: -1, high: 1, seed } };
}

/** A convolution of PyTorch over two axes: 3 × 3 with one row and column of padding, unless said otherwise. */
export function conv(over: Partial<ConvStep> = {}): ConvStep {
  return {
    type: 'conv',
    op: 'Conv2d',
    framework: 'torch',
    dataFormat: 'channels_first',
    input: 'x',
    weight: 'w',
    stride: [1, 1],
    dilation: [1, 1],
    padding: [
      [1, 1],
      [1, 1],
    ],
    groups: 1,
    ...over,
  };
}

/** Padding by no row and no column. */
export const UNPADDED: ConvStep['padding'] = [
  [0, 0],
  [0, 0],
];

export function payload(tensors: Record<string, TensorData>, steps: Step[], title?: string): Payload {
  return { version: 1, ...(title !== undefined && { title }), tensors, steps };
}
