import { atMost, divides, equalDims, isNumber, lessThan } from '../../dim';
import { ShapeError } from '../../errors';
import { formatDim, formatShape } from '../../format';
import type { Dim } from '../../types';
import type { ConvSettings } from '../types';
import { type Words, englishOf, said } from '../../../protocol/say';

/** How a framework spells the settings, so that a message names what stands in the code. */
export function spelling(settings: Pick<ConvSettings, 'framework'>): {
  kernel: string;
  stride: string;
  dilation: string;
  inChannels: string;
  filters: string;
  groups: string;
} {
  switch (settings.framework) {
    case 'torch':
      return {
        kernel: 'kernel_size',
        stride: 'stride',
        dilation: 'dilation',
        inChannels: 'in_channels',
        filters: 'out_channels',
        groups: 'groups',
      };
    case 'keras':
      return {
        kernel: 'kernel_size',
        stride: 'strides',
        dilation: 'dilation_rate',
        inChannels: 'channels',
        filters: 'filters',
        groups: 'groups',
      };
    case 'flax':
      return {
        kernel: 'kernel_size',
        stride: 'strides',
        dilation: 'kernel_dilation',
        inChannels: 'channels',
        filters: 'features',
        groups: 'feature_group_count',
      };
    case 'onnx':
      return {
        kernel: 'kernel_shape',
        stride: 'strides',
        dilation: 'dilations',
        inChannels: 'channels',
        filters: 'output channels',
        groups: 'group',
      };
    default:
      return {
        kernel: 'filter',
        stride: 'strides',
        dilation: 'dilations',
        inChannels: 'channels',
        filters: 'output channels',
        groups: 'groups',
      };
  }
}

/** Kernel, stride and dilation must be positive integers in every framework. */
export function checkPositiveSettings(settings: ConvSettings): void {
  const names = spelling(settings);
  checkPositive(settings.kernel, names.kernel, 'kernel-not-positive', 1);
  checkPositive(settings.stride, names.stride, 'stride-not-positive', 1);
  checkPositive(settings.dilation, names.dilation, 'dilation-not-positive', 1);
  checkPositive(settings.inputDilation, 'input_dilation', 'dilation-not-positive', 1);
  if (settings.padding.kind === 'explicit') checkWholePadding(settings.padding.edges.flat());
}

/** @throws ShapeError with `code` when a size is certainly not a positive integer. */
export function checkPositive(
  sizes: readonly Dim[],
  parameter: string,
  code: 'kernel-not-positive' | 'stride-not-positive' | 'dilation-not-positive' | 'size-not-positive',
  suggestion: number,
): void {
  if (!sizes.some((size) => atMost(size, 0) || (isNumber(size) && !Number.isInteger(size)))) return;
  const value = sizes.every((size) => equalDims(size, sizes[0])) ? formatDim(sizes[0]) : formatShape(sizes);
  throw new ShapeError(
    code,
    said`${parameter}=${value} must be a positive integer on every axis; use ${suggestion} or more.`,
    { parameter, value: suggestion },
  );
}

/** @throws ShapeError `argument-count` when a setting has not one value per spatial axis. */
export function checkCount(values: readonly unknown[], rank: number, parameter: string, op: string): void {
  if (values.length !== rank)
    throw new ShapeError(
      'argument-count',
      said`${parameter} of ${op} has ${values.length} values, but there ${rank === 1 ? said`is 1 spatial axis` : said`are ${rank} spatial axes`}. Give one value for each.`,
    );
}

/** Padding is counted in whole rows. */
export function checkWholePadding(edges: readonly Dim[]): void {
  const broken = edges.find((edge) => isNumber(edge) && !Number.isInteger(edge));
  if (broken === undefined) return;
  const rounded = isNumber(broken) && Number.isFinite(broken) ? Math.floor(broken) : 0;
  throw new ShapeError(
    'padding-value',
    said`padding=${formatDim(broken)} must be an integer: padding is counted in whole rows. Use ${rounded}.`,
    { parameter: 'padding', value: rounded },
  );
}

/** @throws ShapeError `groups-divisibility` when the groups certainly do not divide a number of channels. */
export function checkGroups(groups: Dim, channels: Dim, groupsName: string, channelsName: Words): void {
  if (atMost(groups, 0))
    throw new ShapeError(
      'groups-divisibility',
      said`${groupsName}=${formatDim(groups)} must be a positive integer; 1 means an ordinary convolution.`,
      { parameter: groupsName, value: 1 },
    );
  if (divides(groups, channels) !== false) return;
  const fix = isNumber(groups) && isNumber(channels) ? Math.ceil(channels / groups) * groups : undefined;
  throw new ShapeError(
    'groups-divisibility',
    said`${channelsName}=${formatDim(channels)} is not divisible by ${groupsName}=${formatDim(groups)}: every group needs equally many channels.${
      fix === undefined ? '' : said` Use ${channelsName}=${fix}, or ${groupsName} that divide ${formatDim(channels)}.`
    }`,
    fix === undefined ? undefined : { parameter: englishOf(channelsName), value: fix },
  );
}

/** @throws ShapeError `size-not-positive` when a number of filters is certainly below one. */
export function checkFilters(filters: Dim | undefined, name: string): void {
  if (filters !== undefined && atMost(filters, 0))
    throw new ShapeError(
      'size-not-positive',
      said`${name}=${formatDim(filters)} must be positive: it is the number of feature maps that come out.`,
      { parameter: name, value: 1 },
    );
}

/** Keras and tf.nn.pool: strides and dilation cannot both exceed 1 (Keras `BaseConv.__init__`). */
export function checkStrideWithDilation(settings: ConvSettings): void {
  const names = spelling(settings);
  const above = (sizes: readonly Dim[]): boolean => sizes.some((size) => lessThan(1, size));
  if (above(settings.stride) && above(settings.dilation))
    throw new ShapeError(
      'stride-with-dilation',
      said`${names.stride}=${formatShape(settings.stride)} and ${names.dilation}=${formatShape(settings.dilation)} cannot both be larger than 1 in ${settings.op}. Set one of them to 1.`,
      { parameter: names.dilation, value: 1 },
    );
}
