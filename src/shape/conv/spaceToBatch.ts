import { isNumber } from '../dim';
import type { ConvSettings } from './types';
import type { PlanNote, WindowAxis } from './types';
import { englishOf, said } from '../../protocol/say';

/**
 * tf.nn.depthwise_conv2d realises a dilation r by `with_space_to_batch`: every r-th row goes into its own image, and
 * the stride then counts rows of those images. With a stride above 1 the output is therefore not that of a dilated
 * convolution: each of the r images gives ⌊(rows − kernel)/stride⌋ + 1 rows, and the rows that filled the last image
 * up are cut off again (tensorflow/python/ops/nn_ops.py `with_space_to_batch`).
 */
export function spaceToBatchAxis(axis: WindowAxis): WindowAxis {
  const { input, kernel, stride, dilation, padBefore, padAfter } = axis;
  if (![input, kernel, stride, dilation, padBefore, padAfter].every(isNumber)) return axis;
  const [rows, taps, step, rate, before, after] = [input, kernel, stride, dilation, padBefore, padAfter] as number[];
  // Padding for "SAME" is that of stride 1 here, because it is added before the rows are dealt out.
  const reach = rate * (taps - 1);
  const padded = axis.formula === 'same' ? rows + reach : rows + before + after;
  const images = Math.ceil(padded / rate) * rate;
  const perImage = Math.floor((images / rate - taps) / step) + 1;
  const output = perImage * rate - (images - padded);
  const edges = axis.formula === 'same' ? { padBefore: Math.floor(reach / 2), padAfter: Math.ceil(reach / 2) } : {};
  return { ...axis, ...edges, output, formula: 'given', unreadAfter: 0 };
}

/** Whether the call takes that way: a depthwise filter of TensorFlow, dilated and strided. */
export function usesSpaceToBatch(settings: ConvSettings): boolean {
  const above = (sizes: ConvSettings['stride']): boolean => sizes.some((size) => isNumber(size) && size > 1);
  return (
    settings.framework === 'tensorflow' && settings.depthwise && above(settings.stride) && above(settings.dilation)
  );
}

/** What that means for a stride beside a dilation. */
export const DEALT_OUT = said`TensorFlow applies the stride after it has dealt the rows out by dilation, so this is not a strided dilated convolution; set one of them to 1, or use a grouped convolution`;

export const SPACE_TO_BATCH_NOTE: PlanNote = { code: 'space-to-batch', message: englishOf(DEALT_OUT) };
