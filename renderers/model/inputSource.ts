/** Inputs that are made here, all between 0 and 1. */
export const PATTERNS = ['checkerboard', 'impulse', 'gradient', 'edge', 'zonePlate', 'ones', 'noise'] as const;
export type PatternName = (typeof PATTERNS)[number];

export const PATTERN_LABELS: Record<PatternName, string> = {
  checkerboard: 'Checkerboard',
  impulse: 'Impulse',
  gradient: 'Gradient',
  edge: 'Edge',
  zonePlate: 'Zone plate',
  ones: 'Ones',
  noise: 'Noise',
};

/** A picture of 8-bit red, green and blue, row by row, as base64: plain data that can be kept. */
export interface Picture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly rgb: string;
}

/** What is put in the place of an input. `original` is what arrived, where only its size is changed. */
export type InputSource =
  | { readonly type: 'original' }
  | { readonly type: 'pattern'; readonly name: PatternName; readonly seed?: number }
  | { readonly type: 'picture'; readonly picture: Picture };
