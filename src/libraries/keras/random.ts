/** `keras.random`: tensors of random numbers by their shapes (Keras 3.15). */

import { ShapeError, formatShape } from '../../shape';
import { said } from '../../protocol/say';
import { normal } from '../tensorflow/ops/creation';
import type { NativeFunction, Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { randomNumbers, type Distribution } from '../tensorflow/initialNumbers';
import { opaqueClass } from '../tensorflow/opaque';
import { byName, operation, quiet } from '../tensorflow/operation';
import { result, withTensor } from '../tensorflow/ops/tensors';
import { numberOf, readShape, readSize } from '../tensorflow/staticShape';
import { makeTensor } from '../tensorflow/tensorClasses';
import type { Bound } from '../../python/interpreter/native';

/** Numbers of a distribution; which ones is known in run mode only, and where its parameters are. */
function drawn(name: string, signature: string, from: (a: Bound) => Distribution | undefined): NativeFunction {
  return quiet(`keras.random.${name}`, signature, (a, cx) => {
    const shape = readShape(a.get('shape'), cx, 'shape');
    if (!shape) return cx.unknown('the shape is not known');
    const dtype = dtypeArg(a.get('dtype')) ?? 'float32';
    const distribution = from(a);
    return makeTensor(shape, dtype, distribution && randomNumbers(cx, shape, dtype, distribution));
  });
}

const uniform = (a: Bound): Distribution | undefined => {
  const [low, high] = [numberOf(a.get('minval')), numberOf(a.get('maxval'))];
  return low === undefined || high === undefined ? undefined : { kind: 'uniform', low, high };
};

const unknown = (): undefined => undefined;
const NORMAL = 'shape, mean=0.0, stddev=1.0, dtype=None, seed=None';

export const randomFunctions: Record<string, Value> = {
  ...byName([
    drawn('normal', NORMAL, normal('normal')),
    drawn('truncated_normal', NORMAL, normal('truncated')),
    drawn('uniform', 'shape, minval=0.0, maxval=1.0, dtype=None, seed=None', uniform),
    drawn('randint', "shape, minval, maxval, dtype='int32', seed=None", unknown),
    drawn('gamma', 'shape, alpha, dtype=None, seed=None', unknown),
    drawn('beta', 'shape, alpha, beta, dtype=None, seed=None', unknown),
    drawn('binomial', 'shape, counts, probabilities, dtype=None, seed=None', unknown),
    operation('keras.random.categorical', "logits, num_samples, dtype='int32', seed=None", (a, cx) =>
      withTensor(cx, a.get('logits'), (x) => {
        if (x.shape.length !== 2) {
          throw new ShapeError(
            'rank-mismatch',
            said`${a.fn} takes logits of one row per example, (batch, classes), but got ${formatShape(x.shape)}.`,
          );
        }
        return result([x.shape[0], readSize(a.get('num_samples'), cx, 'num_samples')], 'int32');
      }),
    ),
    operation('keras.random.dropout', 'inputs, rate, noise_shape=None, seed=None', (a, cx) =>
      withTensor(cx, a.get('inputs'), (x) => makeTensor(x.shape, x.dtype)),
    ),
    operation('keras.random.shuffle', 'x, axis=0, seed=None', (a, cx) =>
      withTensor(cx, a.get('x'), (x) => makeTensor(x.shape, x.dtype)),
    ),
  ]),
  SeedGenerator: opaqueClass('keras.random', 'SeedGenerator'),
};
