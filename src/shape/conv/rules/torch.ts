import { atMost, equalDims, lessThan, maxDim, sub } from '../../dim';
import { ShapeError } from '../../errors';
import { formatDim, formatShape } from '../../format';
import type { Dim, Shape } from '../../types';
import type { WindowAxis } from '../types';
import type { ConvSettings } from '../types';
import { checkFilters, checkGroups, spelling } from './common';
import { said } from '../../../protocol/say';

/** What nn.ConvNd, nn.ConvTransposeNd and their functions refuse before any input (PyTorch 1.13–2.x, nn/modules/conv.py). */
export function checkTorchSettings(settings: ConvSettings): void {
  const names = spelling(settings);
  const groups = settings.groups ?? 1;
  if (settings.inChannels !== undefined) checkGroups(groups, settings.inChannels, names.groups, names.inChannels);
  if (settings.outChannels !== undefined) checkGroups(groups, settings.outChannels, names.groups, names.filters);
  if (settings.transposed) return checkTransposed(settings);
  if (settings.framework === 'torch' && settings.padding.kind === 'torch_same') checkSame(settings);
  if (settings.padding.kind === 'explicit' && settings.paddingMode === 'zeros') {
    const negative = settings.padding.edges.flat().find((edge) => lessThan(edge, 0));
    if (negative !== undefined)
      throw new ShapeError(
        'padding-negative',
        said`padding=${formatDim(negative)} is negative, which ${settings.op} does not support. Use 0 or more, and crop the input by slicing.`,
        { parameter: 'padding', value: 0 },
      );
  }
}

/** A layer without filters can be built, but not called: "expected weight to be at least 1 at dimension 0" (ATen `check_shape_forward`). */
export function checkTorchFilters(settings: ConvSettings): void {
  if (settings.framework === 'torch') checkFilters(settings.outChannels, spelling(settings).filters);
}

function checkSame(settings: ConvSettings): void {
  if (!settings.stride.some((stride) => equalDims(stride, 1) === false)) return;
  throw new ShapeError(
    'same-with-stride',
    said`padding='same' needs stride=1 in PyTorch, but stride=${formatShape(settings.stride)}. Give the padding as a number, for example dilation·(kernel_size − 1)/2.`,
    { parameter: 'stride', value: 1 },
  );
}

function checkTransposed(settings: ConvSettings): void {
  if (settings.framework === 'torch' && settings.padding.kind !== 'explicit')
    throw new ShapeError(
      'padding-mode',
      said`${settings.op} takes padding as numbers only, not as a word. Use padding=0, or dilation·(kernel_size − 1)/2 to trim both ends.`,
      { parameter: 'padding', value: 0 },
    );
  if (settings.paddingMode !== 'zeros')
    throw new ShapeError(
      'padding-mode',
      said`padding_mode='${settings.paddingMode}' is not supported by ${settings.op}; only 'zeros' is.`,
      { parameter: 'padding_mode', value: 'zeros' },
    );
  settings.outputPadding?.forEach((extra, axis) => {
    const { stride, dilation } = settings;
    if (lessThan(extra, 0))
      throw new ShapeError('output-padding', said`output_padding=${formatDim(extra)} must not be negative; use 0.`, {
        parameter: 'output_padding',
        value: 0,
      });
    if (!atMost(stride[axis], extra) || !atMost(dilation[axis], extra)) return;
    throw new ShapeError(
      'output-padding',
      said`output_padding=${formatDim(extra)} must be smaller than stride=${formatDim(stride[axis])} or dilation=${formatDim(dilation[axis])}. Use at most ${formatDim(sub(maxDim(stride[axis], dilation[axis]), 1))}.`,
      { parameter: 'output_padding', value: sub(maxDim(stride[axis], dilation[axis]), 1) },
    );
  });
}

/**
 * padding_mode other than 'zeros' runs F.pad first, which has rules of its own: reflection needs padding < size,
 * wrapping padding ≤ size and a batch axis (ATen `_pad_circular`, `reflection_pad`).
 */
export function checkTorchPaddingMode(settings: ConvSettings, input: Shape, axes: readonly WindowAxis[]): void {
  const mode = settings.paddingMode;
  if (mode === 'zeros' || settings.framework !== 'torch' || settings.transposed) return;
  if (mode === 'circular' && input.length === settings.rank + 1)
    throw new ShapeError(
      'padding-mode',
      said`padding_mode='circular' needs a batch axis, but the input is ${formatShape(input)}. Use x.unsqueeze(0).`,
    );
  for (const axis of axes)
    for (const edge of [axis.padBefore, axis.padAfter]) {
      const tooLarge =
        mode === 'reflect' ? atMost(axis.input, edge) : mode === 'circular' && lessThan(axis.input, edge);
      if (tooLarge && !atMost(edge, 0)) throw paddingModeError(mode, axis, edge);
    }
}

function paddingModeError(mode: 'reflect' | 'circular' | 'replicate', axis: WindowAxis, edge: Dim): ShapeError {
  const rule =
    mode === 'reflect'
      ? said`reflection needs padding smaller than the size`
      : said`wrapping needs padding of at most the size`;
  return new ShapeError(
    'padding-value',
    said`padding=${formatDim(edge)} with padding_mode='${mode}' is too large for ${axis.name} = ${formatDim(axis.input)}: ${rule}. Use at most ${formatDim(mode === 'reflect' ? sub(axis.input, 1) : axis.input)}.`,
    { parameter: 'padding', value: mode === 'reflect' ? sub(axis.input, 1) : axis.input },
  );
}
