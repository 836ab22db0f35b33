/** What convolutions of `tf.nn` have in common: operands, strides and padding, and the plan that is asked for. */
import { type ConvRequest, type DataLayout, type Dim, type SpatialRank } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { convert } from '../convert';
import { stateOf } from '../state';
import { layoutOf, paddingOf, windowSizes, windowSizesOr1 } from './arguments';

/** The input and the weight of a call, or why the result is not known. */
export function operands(
  a: Bound,
  cx: Context,
  filter = 'filters',
  ...others: string[]
): { x: TensorValue; w: TensorValue } | Value {
  const input = others.length > 0 ? either(a, 'input', 'value') : a.get('input');
  const [x, w] = [convert(cx, input), convert(cx, either(a, filter, 'filter', ...others))];
  if (x.kind !== 'tensor') return x;
  if (w.kind !== 'tensor') return w;
  if (!x.shape) return x.reason ?? cx.unknown('the rank of the input is not known');
  return w.shape ? { x, w } : (w.reason ?? cx.unknown('the rank of the filter is not known'));
}

/** The argument under its newer name, or the older one. */
export function either(a: Bound, ...names: string[]): Value {
  const given = names.find((name) => a.has(name));
  if (given) return a.get(given);
  throw new PyError('TypeError', `${a.fn}() missing a required argument: '${names[0]}'`);
}

export interface Geometry {
  readonly rank: SpatialRank;
  readonly layout: DataLayout;
  readonly strides: Dim[];
  readonly dilations: Dim[];
  readonly padding: NonNullable<ReturnType<typeof paddingOf>>;
}

/** Strides, dilations and padding; undefined where one of them is not known. */
export function geometry(a: Bound, rank: SpatialRank, explicit: boolean, strideName = 'strides'): Geometry | undefined {
  const layout = layoutOf(a, rank);
  const strides = windowSizesOr1(a, strideName, rank, layout);
  const dilations = windowSizesOr1(a, 'dilations', rank, layout);
  const padding = paddingOf(a, rank, layout, explicit);
  return strides && dilations && padding && { rank, layout, strides, dilations, padding };
}

export function requestOf(cx: Context, op: string, g: Geometry, x: TensorValue, w: TensorValue): ConvRequest {
  return {
    framework: 'tensorflow',
    op,
    rank: g.rank,
    inputShape: x.shape!,
    layout: g.layout,
    stride: g.strides,
    dilation: g.dilations,
    padding: g.padding,
    inGraph: stateOf(cx).graphMode,
    weightShape: w.shape!,
    bias: false,
  };
}

/** Input, filter and plan of `tf.nn.atrous_conv2d` and its transpose: stride 1, dilation `rate` on both axes; or why they are not known. */
export function atrousRequest(a: Bound, cx: Context): { x: TensorValue; w: TensorValue; request: ConvRequest } | Value {
  const [x, w] = [convert(cx, a.get('value')), convert(cx, a.get('filters'))];
  if (x.kind !== 'tensor' || w.kind !== 'tensor' || !x.shape || !w.shape)
    return cx.unknown('the input or filter is not known');
  const dilations = windowSizes(cx, a.get('rate'), 2, 'channels_last', 'rate');
  const padding = paddingOf(a, 2, 'channels_last', false);
  if (!dilations || !padding) return cx.unknown(UNKNOWN_SETTINGS);
  const settings: Geometry = { rank: 2, layout: 'channels_last', strides: [1, 1], dilations, padding };
  return { x, w, request: requestOf(cx, a.fn, settings, x, w) };
}

export const UNKNOWN_SETTINGS = 'the strides, dilations or padding of the convolution are not known';
