/** Changes of a file's text, as plain data. */

/** Replaces the text from `start` to `end` (offsets into the analysed text, end exclusive). */
export interface Edit {
  file: string;
  start: number;
  end: number;
  text: string;
}

/** What an editor offers to repair a problem. */
export interface Fix {
  /**
   * `set`: a constructor's argument to what arrives; `lazy`: the layer that reads it off its input; `padding`: keeps
   * the size; `same`: the number that stands for "same"; `most`: the most that a rule allows; `groups`: a divisor of
   * the channels; `transpose`: the second matrix of a product; `explicit`: SAME as pads; `grouped`: a depthwise
   * convolution with groups; `split`: a grouped one without.
   */
  kind: 'set' | 'lazy' | 'padding' | 'same' | 'most' | 'groups' | 'transpose' | 'explicit' | 'grouped' | 'split';
  /** What the title names: `in_channels=64`, `LazyConv2d`, `padding=1`, `k.transpose(-2, -1)`, the number of groups. */
  subject: string;
  edits: Edit[];
  /** Whether the fix is the plain answer to the problem. */
  preferred: boolean;
}
