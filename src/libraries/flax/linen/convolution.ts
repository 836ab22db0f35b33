/** Conv and ConvTranspose. */
import { formatDim, orThrow, planConv, productOf, ShapeError } from '../../../shape';
import { makeArray } from '../../jax/arrays';
import { convolveNumbers } from '../../tensorflow/convolutionNumbers';
import { computedDtype } from '../dtypes';
import { linenLayer, shapeless, type LayerSpec } from './define';
import { assumedMaps, convGeometry, features } from './geometry';
import { said } from '../../../protocol/say';

const conv = (name: string, fields: string, transposed: boolean): LayerSpec => ({
  name,
  fields,
  assumed: (c) => assumedMaps(convGeometry(c.cx, c.op, c.field, transposed)?.rank ?? 2),
  rule: (c, input) => {
    const geometry = convGeometry(c.cx, c.op, c.field, transposed);
    if (!geometry) return c.cx.unknown(said`the kernel_size or padding of ${c.op} is not known`);
    if (!input.shape) return shapeless(c.cx, input, c.op);
    const outChannels = features(c.cx, c.field('features'));
    const plan = orThrow(planConv({ ...geometry, outChannels, inputShape: input.shape }));
    const kernel = c.param('kernel', plan.weightShape);
    const bias = plan.bias ? c.param('bias', [outChannels]) : undefined;
    c.note({ plan, macs: plan.macs });
    const batched = plan.roles.leading.length === 1;
    const data = batched ? convolveNumbers(c.cx, plan, input, kernel, bias) : undefined;
    return makeArray(plan.outputShape, computedDtype(c, input.dtype), data);
  },
});

/**
 * A kernel of its own for every position of the output (locally connected): one for each position, window and feature,
 * and as many biases as outputs (flax.linen.ConvLocal).
 */
const local: LayerSpec = {
  name: 'ConvLocal',
  fields:
    "features, kernel_size, strides=1, padding='SAME', input_dilation=1, kernel_dilation=1, feature_group_count=1, " +
    'use_bias=True, mask=None, dtype=None, param_dtype=None, precision=None, kernel_init=None, bias_init=None, ' +
    'promote_dtype=None, conv_general_dilated=None, conv_general_dilated_cls=None',
  rule: (c, input) => {
    const geometry = convGeometry(c.cx, c.op, c.field, false);
    if (!geometry) return c.cx.unknown(said`the kernel_size or padding of ${c.op} is not known`);
    if (geometry.groups !== 1) {
      throw new ShapeError(
        'groups-divisibility',
        said`${c.op} does not support feature_group_count=${formatDim(geometry.groups ?? 1)}: every position has its own kernel over all channels. Use feature_group_count=1.`,
        { parameter: 'feature_group_count', value: 1 },
      );
    }
    if (!input.shape) return shapeless(c.cx, input, c.op);
    const outChannels = features(c.cx, c.field('features'));
    const plan = orThrow(planConv({ ...geometry, outChannels, inputShape: input.shape }));
    const positions = plan.axes.map((axis) => axis.output);
    const window = productOf([...plan.axes.map((axis) => axis.kernel), plan.inPerGroup]);
    c.param('kernel', [...positions, window, outChannels]);
    if (plan.bias) c.param('bias', [...positions, outChannels]);
    c.note({ macs: plan.macs });
    return makeArray(plan.outputShape, computedDtype(c, input.dtype));
  },
};

const INIT = 'dtype=None, param_dtype=None, precision=None, kernel_init=None, bias_init=None';

export const convolutionLayers = [
  local,
  conv(
    'Conv',
    "features, kernel_size, strides=1, padding='SAME', input_dilation=1, kernel_dilation=1, feature_group_count=1, " +
      `use_bias=True, mask=None, ${INIT}, promote_dtype=None, conv_general_dilated=None, conv_general_dilated_cls=None, preferred_element_type=None`,
    false,
  ),
  conv(
    'ConvTranspose',
    `features, kernel_size, strides=None, padding='SAME', kernel_dilation=None, use_bias=True, mask=None, ${INIT}, ` +
      'transpose_kernel=False, promote_dtype=None, preferred_element_type=None',
    true,
  ),
].map(linenLayer);
