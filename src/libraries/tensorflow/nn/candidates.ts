/** Samplers of candidate classes (tensorflow/python/ops/candidate_sampling_ops.py, TensorFlow 2.21). */
import { ShapeError, equalDims, formatDim, formatShape } from '../../../shape';
import { said } from '../../../protocol/say';
import { tuple, type NativeFunction } from '../../../python/interpreter/values';
import { operation } from '../operation';
import { result, withTensor } from '../ops/tensors';
import { readSize } from '../staticShape';

/** The sampled classes, and how often the true and the sampled ones are expected. */
const sampler = (name: string, rest: string): NativeFunction =>
  operation(name, `true_classes, num_true, num_sampled, unique, ${rest}`, (a, cx) =>
    withTensor(cx, a.get('true_classes'), (classes) => {
      const [perRow, count] = ['num_true', 'num_sampled'].map((at) => readSize(a.get(at), cx, at));
      if (classes.shape.length !== 2) {
        throw new ShapeError(
          'rank-mismatch',
          said`${a.fn}: true_classes must be (batch, num_true), but got ${formatShape(classes.shape)}.`,
        );
      }
      if (equalDims(classes.shape[1], perRow) === false) {
        throw new ShapeError(
          'input-size-mismatch',
          said`${a.fn}: true_classes is ${formatShape(classes.shape)}, but num_true=${formatDim(perRow)}.`,
        );
      }
      return tuple([result([count], 'int64'), result(classes.shape, 'float32'), result([count], 'float32')]);
    }),
  );

const OF_RANGE = ['uniform', 'log_uniform', 'learned_unigram'];

/** The samplers, under `tf.random` or `tf.nn`. */
export const candidateSamplers = (module: string): NativeFunction[] => [
  ...OF_RANGE.map((name) => sampler(`${module}.${name}_candidate_sampler`, 'range_max, seed=None, name=None')),
  sampler(`${module}.fixed_unigram_candidate_sampler`, 'range_max, *args, **kwargs'),
  sampler(`${module}.all_candidate_sampler`, 'seed=None, name=None'),
];
