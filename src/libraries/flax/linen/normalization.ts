/** BatchNorm, LayerNorm, GroupNorm, RMSNorm, InstanceNorm (flax/linen/normalization.py), and Dropout. */
import { PyError } from '../../../python/interpreter/errors';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { divides, floorDiv, formatDim, ShapeError, type Dim, type Shape } from '../../../shape';
import { axesArg, dimOf } from '../../common/shapes';
import { makeArray } from '../../jax/arrays';
import { computedDtype } from '../dtypes';
import { linenLayer, shapeless, type LayerCall, type LayerSpec } from './define';
import { type Saying, said } from '../../../protocol/say';

/** Axes counted from 0, each once. @throws ShapeError `axis-out-of-range` */
export function canonicalAxes(axes: readonly number[], rank: number, op: string): number[] {
  const found = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  const wrong = axes.find((_, i) => found[i] >= rank || found[i] < -rank);
  if (wrong !== undefined) {
    throw new ShapeError(
      'axis-out-of-range',
      said`${op}: axis ${wrong} is out of range for an input of ${rank} axes. Use -1 for the channels.`,
    );
  }
  return [...new Set(found.map((axis) => (axis < 0 ? axis + rank : axis)))];
}

/** The axes that a field names; undefined where they are not known. */
function axesField(c: LayerCall, name: string, rank: number): number[] | undefined {
  const axes = axesArg(c.cx, c.field(name));
  return axes && axes !== 'all' ? canonicalAxes(axes, rank, c.op) : undefined;
}

/** Makes scale and bias where the layer has them. */
function scaleAndBias(c: LayerCall, shape: Shape, bias = true): void {
  if (c.cx.truth(c.field('use_scale')) ?? true) c.param('scale', shape);
  if (bias && (c.cx.truth(c.field('use_bias')) ?? true)) c.param('bias', shape);
}

/** Statistics are subtracted and divided by, and change no type; scale and bias do. */
const same = (c: LayerCall, input: TensorValue, bias = true): Value => {
  const isOn = (name: string): boolean => c.cx.truth(c.field(name)) ?? true;
  return makeArray(input.shape, computedDtype(c, input.dtype, isOn('use_scale') || (bias && isOn('use_bias'))));
};

/** `merge_param`: a flag given in the constructor or at the call, and not in both. @throws PyError ValueError */
export function mergedFlag(c: LayerCall, name: string): void {
  const [own, called] = [c.field(name), c.a.get(name)];
  if (own.kind !== 'none' && called.kind !== 'none') {
    throw new PyError(
      'ValueError',
      said`Parameter "${name}" was passed to the constructor and at call time. Should be passed just once.`,
      'argument-value',
    );
  }
  // Nobody may ever call what is looked at by itself with the None that its own flag defaults to.
  if (own.kind === 'none' && called.kind === 'none' && !c.cx.isSupposing) {
    throw new PyError(
      'ValueError',
      said`Parameter "${name}" must be passed to the constructor or at call time of ${c.op}: write ${name}=True where the module is only evaluated.`,
      'argument-value',
    );
  }
}

/** The flag that counts: the constructor's, or the call's. */
export const merged = (c: LayerCall, name: string): Value =>
  c.field(name).kind === 'none' ? c.a.get(name) : c.field(name);

const INIT = 'use_bias=True, use_scale=True, bias_init=None, scale_init=None';
const TYPES = 'dtype=None, param_dtype=None';

const batchNorm: LayerSpec = {
  name: 'BatchNorm',
  fields: `use_running_average=None, axis=-1, momentum=0.99, epsilon=1e-5, ${TYPES}, ${INIT}, axis_name=None, axis_index_groups=None, use_fast_variance=True, force_float32_reductions=True`,
  call: 'x, use_running_average=None, *, mask=None',
  rule: (c, input) => {
    mergedFlag(c, 'use_running_average');
    const { shape } = input;
    if (!shape) return shapeless(c.cx, input, c.op);
    const axes = axesField(c, 'axis', shape.length);
    if (!axes) return c.cx.unknown('the axis of BatchNorm is not known');
    const sizes = axes.map((axis) => shape[axis]);
    c.stat('batch_stats', 'mean', sizes);
    c.stat('batch_stats', 'var', sizes);
    if (c.cx.truth(merged(c, 'use_running_average')) === false) c.changes('batch_stats', 'mean');
    scaleAndBias(c, sizes);
    return same(c, input);
  },
};

/** Normalization over `reduction_axes` with parameters for `feature_axes`. */
const layerNorm = (name: string, fields: string, bias: boolean): LayerSpec => ({
  name,
  fields,
  call: 'x, *, mask=None',
  rule: (c, input) => {
    const { shape } = input;
    if (!shape) return shapeless(c.cx, input, c.op);
    // InstanceNorm normalizes whatever is neither batch nor channel.
    const reduced = c.field('reduction_axes').kind === 'none' ? [] : axesField(c, 'reduction_axes', shape.length);
    const axes = axesField(c, 'feature_axes', shape.length);
    if (!reduced || !axes) return c.cx.unknown(said`the axes of ${name} are not known`);
    if (name === 'InstanceNorm' && axes?.includes(0)) {
      throw new ShapeError(
        'axis-out-of-range',
        said`InstanceNorm: feature_axes must not hold axis 0, which is the batch.`,
      );
    }
    scaleAndBias(
      c,
      axes.map((axis) => shape[axis]),
      bias,
    );
    return same(c, input, bias);
  },
});

function groupProblem(saying: Saying): never {
  throw new ShapeError('groups-divisibility', saying);
}

/** @throws ShapeError `groups-divisibility` where groups and channels certainly do not fit */
export function checkGroups(c: Pick<LayerCall, 'cx' | 'field'>, channels: Dim): void {
  const [groups, size] = [c.field('num_groups'), c.field('group_size')];
  if (groups.kind === 'unknown' || size.kind === 'unknown') return;
  if ((groups.kind === 'none') === (size.kind === 'none')) {
    groupProblem(
      said`Either \`num_groups\` or \`group_size\` should be specified: pass num_groups=None together with group_size, whose default is 32 groups.`,
    );
  }
  if (size.kind !== 'none') {
    const each = dimOf(c.cx, size, 'group_size');
    if (divides(each, channels) === false)
      groupProblem(
        said`Number of channels (${formatDim(channels)}) is not multiple of the group size (${formatDim(each)}).`,
      );
    return;
  }
  const count = dimOf(c.cx, groups, 'num_groups');
  if ((typeof count === 'number' && count <= 0) || divides(count, channels) === false)
    groupProblem(
      said`Number of groups (${formatDim(count)}) does not divide the number of channels (${formatDim(channels)}): ${formatDim(channels)} / ${formatDim(count)} is ${formatDim(floorDiv(channels, count))} and a rest.`,
    );
}

const groupNorm: LayerSpec = {
  name: 'GroupNorm',
  fields: `num_groups=32, group_size=None, epsilon=1e-6, ${TYPES}, ${INIT}, reduction_axes=None, axis_name=None, axis_index_groups=None, use_fast_variance=True, force_float32_reductions=True`,
  call: 'x, *, mask=None',
  rule: (c, input) => {
    const { shape } = input;
    if (!shape) return shapeless(c.cx, input, c.op);
    const channels = shape[shape.length - 1];
    if (c.field('reduction_axes').kind !== 'none') {
      const axes = axesField(c, 'reduction_axes', shape.length);
      if (axes && axes[axes.length - 1] !== shape.length - 1)
        throw new ShapeError(
          'axis-out-of-range',
          'GroupNorm: the last of reduction_axes must be the channel axis, -1.',
        );
    }
    checkGroups(c, channels);
    scaleAndBias(c, [channels]);
    return same(c, input);
  },
};

/** Whether a dropout certainly draws a mask: not at the rates 0 and 1. */
function drops(c: LayerCall): boolean {
  const rate = c.field('rate');
  const isBetween = (rate.kind === 'float' || rate.kind === 'int') && rate.value !== 0 && rate.value !== 1;
  return isBetween && c.cx.truth(merged(c, 'deterministic')) === false;
}

const dropout: LayerSpec = {
  name: 'Dropout',
  fields: "rate, broadcast_dims=(), deterministic=None, rng_collection='dropout'",
  call: 'inputs, deterministic=None, rng=None',
  rule: (c, input) => {
    mergedFlag(c, 'deterministic');
    const stream = c.field('rng_collection');
    if (stream.kind === 'str' && c.a.isNone('rng') && drops(c)) c.draws(stream.value);
    return makeArray(input.shape, input.dtype, c.cx.truth(c.a.get('deterministic')) === true ? input.data : undefined);
  },
};

const FAST = 'axis_name=None, axis_index_groups=None, use_fast_variance=True, force_float32_reductions=True';

export const normalizationLayers = [
  batchNorm,
  layerNorm('LayerNorm', `epsilon=1e-6, ${TYPES}, ${INIT}, reduction_axes=-1, feature_axes=-1, ${FAST}`, true),
  layerNorm(
    'RMSNorm',
    `epsilon=1e-6, ${TYPES}, use_scale=True, scale_init=None, reduction_axes=-1, feature_axes=-1, ${FAST}`,
    false,
  ),
  layerNorm('InstanceNorm', `epsilon=1e-6, ${TYPES}, ${INIT}, feature_axes=-1, ${FAST}`, true),
  groupNorm,
  dropout,
].map(linenLayer);
