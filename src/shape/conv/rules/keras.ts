import { atMost, sub } from '../../dim';
import { ShapeError } from '../../errors';
import { formatDim, formatShape } from '../../format';
import type { ConvSettings } from '../types';
import { checkFilters, checkGroups, checkStrideWithDilation } from './common';
import { said } from '../../../protocol/say';

/** What Keras 3's convolution layers refuse when they are built (layers/convolutional/base_*.py). */
export function checkKerasSettings(settings: ConvSettings): void {
  checkFilters(settings.outChannels, 'filters');
  checkFilters(settings.channelMultiplier, 'depth_multiplier');
  const groups = settings.groups ?? 1;
  if (settings.outChannels !== undefined) checkGroups(groups, settings.outChannels, 'groups', 'filters');
  // The depthwise and separable layers do not share this check: they pass both on to the backend.
  if (!settings.depthwise) checkStrideWithDilation(settings);
  settings.outputPadding?.forEach((extra, axis) => {
    if (!atMost(settings.stride[axis], extra)) return;
    throw new ShapeError(
      'output-padding',
      said`output_padding=${formatShape(settings.outputPadding ?? [])} must be less than strides=${formatShape(settings.stride)} on every axis. Use at most ${formatDim(sub(settings.stride[axis], 1))}, or None to let Keras choose.`,
      { parameter: 'output_padding', value: sub(settings.stride[axis], 1) },
    );
  });
}
