import { equalDims } from '../../dim';
import { ShapeError } from '../../errors';
import { formatDim } from '../../format';
import type { Dim } from '../../types';
import type { ConvSettings } from '../types';
import { checkGroups } from './common';
import { said } from '../../../protocol/say';

/** What tf.nn's convolutions refuse whatever the input: they have no constructor, so only the weight can be wrong. */
export function checkTensorflowSettings(settings: ConvSettings): void {
  if (settings.groups !== undefined && settings.outChannels !== undefined)
    checkGroups(settings.groups, settings.outChannels, 'groups', 'filters');
}

/**
 * TF has no groups argument: the input's channels must be a multiple of the weight's, and the quotient, the number of
 * groups, must divide the filters (tf.nn.conv2d, "in_channels"). conv3d and depthwise need the same number.
 */
export function checkTensorflowChannels(settings: ConvSettings, inputChannels: Dim, groups: Dim): void {
  const perKernel = settings.weightInChannels;
  if (perKernel === undefined) return;
  if (settings.rank === 3 && equalDims(inputChannels, perKernel) === false)
    throw new ShapeError(
      'channel-mismatch',
      said`The input has ${formatDim(inputChannels)} channels, but the filter of ${settings.op} is made for ${formatDim(perKernel)}. Give the filter in_channels=${formatDim(inputChannels)}.`,
      { parameter: 'filter', value: inputChannels },
    );
  if (typeof inputChannels === 'number' && typeof perKernel === 'number' && inputChannels % perKernel !== 0)
    throw new ShapeError(
      'channel-mismatch',
      said`The input has ${inputChannels} channels, but each filter of ${settings.op} reads ${perKernel}: the input's channels must be a multiple of the filter's third-to-last axis. Give the filter in_channels=${inputChannels}.`,
      { parameter: 'filter', value: inputChannels },
    );
  if (settings.outChannels !== undefined) checkGroups(groups, settings.outChannels, 'groups', 'filters');
}
