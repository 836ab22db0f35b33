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
   * the channels; `multiple`: the next multiple of the groups; `one`: one of two settings that exclude each other; `axes`: one
   * entry per axis, in the order of the layout; `transpose`: the second matrix of a product; `pool`: the mean of every map
   * instead of all its places; `explicit`: SAME as pads; `grouped`: a depthwise convolution with groups; `split`: a grouped
   * one without; `channelsLast`: the same in the layout that runs everywhere; `convert`: an argument converted by its own method; `align`: an
   * operand with axes of one put behind its own; `first`: the first value of a tuple; `copy`: reshape where no view can be;
   * `class`: the layer's class for the axes that its input has.
   */
  kind:
    | 'set'
    | 'lazy'
    | 'padding'
    | 'same'
    | 'most'
    | 'groups'
    | 'multiple'
    | 'one'
    | 'axes'
    | 'transpose'
    | 'pool'
    | 'explicit'
    | 'grouped'
    | 'split'
    | 'channelsLast'
    | 'convert'
    | 'align'
    | 'resize'
    | 'first'
    | 'copy'
    | 'class';
  /** What the title names: `in_channels=64`, `LazyConv2d`, `padding=1`, `k.transpose(-2, -1)`, the number of groups. */
  subject: string;
  edits: Edit[];
  /** Whether the fix is the plain answer to the problem. */
  preferred: boolean;
}

/** The text of a span with parts of it replaced. */
export function replaced(
  text: string,
  span: { start: number; end: number },
  edits: readonly Omit<Edit, 'file'>[],
): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce(
      (result, edit) => result.slice(0, edit.start - span.start) + edit.text + result.slice(edit.end - span.start),
      text.slice(span.start, span.end),
    );
}
