/** `jax.nn.initializers`: functions that give a weight of a shape. Their numbers are not followed. */
import { native } from '../../python/interpreter/native';
import type { NativeFunction } from '../../python/interpreter/values';
import { type Value } from '../../python/interpreter/values';
import { shapeArg } from '../common/shapes';
import { filledTensor } from '../common/tensors';
import { dtypeParameter } from '../numpy/classes';
import { arrayClass, makeArray } from './arrays';

/** An initializer: `init(key, shape, dtype)`. `value` is what fills the weight where it is one number. */
const initializer = (name: string, value?: number): NativeFunction =>
  native(name, 'key, shape=(), dtype=None, *args, **kwargs', (a, cx) => {
    const shape = shapeArg(cx, a.get('shape'));
    const dtype = dtypeParameter(cx, a.get('dtype')) ?? 'float32';
    if (!shape) return cx.unknown('the shape of the weight is not known');
    return value === undefined ? makeArray(shape, dtype) : filledTensor(cx, arrayClass, shape, dtype, value);
  });

/** A function that makes an initializer of settings. */
const making = (name: string): NativeFunction => native(name, '*args, **kwargs', () => initializer(name));

const names = [
  'he_normal',
  'he_uniform',
  'kaiming_normal',
  'kaiming_uniform',
  'lecun_normal',
  'lecun_uniform',
  'glorot_normal',
  'glorot_uniform',
  'xavier_normal',
  'xavier_uniform',
  'normal',
  'truncated_normal',
  'uniform',
  'orthogonal',
  'delta_orthogonal',
  'variance_scaling',
];

/** flax gives `zeros_init()` and `ones_init()` beside the functions `zeros` and `ones` themselves. */
export const initializers: Record<string, Value> = {
  ...Object.fromEntries(names.map((name) => [name, making(name)])),
  zeros: initializer('zeros', 0),
  ones: initializer('ones', 1),
  zeros_init: native('zeros_init', '', () => initializer('zeros', 0)),
  ones_init: native('ones_init', '', () => initializer('ones', 1)),
  constant: native('constant', 'value, dtype=None', (a) => initializer('constant', a.number('value'))),
};
