/** Losses and metrics of Keras: what they give has a shape, whatever the numbers are (keras/src/losses, keras/src/metrics). */
import { broadcastShapes, equalDims, reduceShape, type Shape, type Dim } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { getter, native, type Bound } from '../../python/interpreter/native';
import {
  NONE,
  FunctionValue,
  list,
  str,
  type ClassValue,
  type InstanceValue,
  type Value,
} from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { axesArg } from '../common/shapes';
import { convert } from '../tensorflow/convert';
import { opaqueClass } from '../tensorflow/opaque';
import { operation } from '../tensorflow/operation';
import { withTensor } from '../tensorflow/ops/tensors';
import { makeTensor } from '../tensorflow/tensorClasses';
import { said } from '../../protocol/say';
import { checkLabels } from './models/labels';

/** Labels and predictions of which one has an axis of 1 behind (`squeeze_or_expand_to_same_rank`, Keras 3.15). */
function ofOneRank(truth: Shape, prediction: Shape): [Shape, Shape] {
  const [more, fewer] = truth.length > prediction.length ? [truth, prediction] : [prediction, truth];
  if (more.length !== fewer.length + 1 || equalDims(more[more.length - 1], 1) !== true) return [truth, prediction];
  return fewer.length === 1 ? [more, [...fewer, 1]] : [more.slice(0, -1), fewer];
}

/** One number per example: the last axis is gone. */
function perExample(cx: Context, truth: Value, prediction: Value, counts: boolean): Value {
  return withTensor(cx, prediction, (p) => {
    const t = convert(cx, truth);
    const known = t.kind === 'tensor' && t.shape && !counts ? ofOneRank(t.shape, p.shape) : undefined;
    const whole: Shape = known ? broadcastShapes(known, said`a loss`) : p.shape;
    return makeTensor(whole.slice(0, -1), 'float32');
  });
}

const FUNCTIONS: Readonly<Record<string, string>> = {
  binary_crossentropy: 'y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1',
  binary_focal_crossentropy: 'y_true, y_pred, *args, **kwargs',
  categorical_crossentropy: 'y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1',
  categorical_focal_crossentropy: 'y_true, y_pred, *args, **kwargs',
  categorical_generalized_cross_entropy: 'y_true, y_pred, q=0.5',
  categorical_hinge: 'y_true, y_pred',
  cosine_similarity: 'y_true, y_pred, axis=-1',
  hinge: 'y_true, y_pred',
  huber: 'y_true, y_pred, delta=1.0',
  kl_divergence: 'y_true, y_pred',
  kullback_leibler_divergence: 'y_true, y_pred',
  log_cosh: 'y_true, y_pred',
  logcosh: 'y_true, y_pred',
  mean_absolute_error: 'y_true, y_pred',
  mean_absolute_percentage_error: 'y_true, y_pred',
  mean_squared_error: 'y_true, y_pred',
  mean_squared_logarithmic_error: 'y_true, y_pred',
  poisson: 'y_true, y_pred',
  sparse_categorical_crossentropy: 'y_true, y_pred, from_logits=False, ignore_class=None, axis=-1',
  squared_hinge: 'y_true, y_pred',
};

const SHORT: Readonly<Record<string, string>> = {
  mean_squared_error: 'mse MSE',
  mean_absolute_error: 'mae MAE',
  mean_absolute_percentage_error: 'mape MAPE',
  mean_squared_logarithmic_error: 'msle MSLE',
};

/** Functions by their names and short names. */
function functions(module: string, table: Readonly<Record<string, string>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, signature]): [string, Value][] => {
      const fn = operation(`keras.${module}.${name}`, signature, (a, cx) => {
        const [truth, prediction] = [convert(cx, a.get('y_true')), convert(cx, a.get('y_pred'))];
        if (!signature.includes('axis') || a.number('axis') === -1) checkLabels(str(name), truth, prediction, false);
        // Each number by itself (`binary_accuracy`, Keras 3.15).
        if (name === 'binary_accuracy') return elementwiseProduct(cx, truth, prediction);
        // What is counted stands in the places of the labels (`sparse_top_k_categorical_accuracy`).
        if (name === 'sparse_top_k_categorical_accuracy' && truth.kind === 'tensor' && truth.shape)
          return makeTensor(truth.shape, 'float32');
        return perExample(cx, truth, prediction, name.startsWith('sparse') || name.endsWith('accuracy'));
      });
      return [name, ...(SHORT[name]?.split(' ') ?? [])].map((key) => [key, fn]);
    }),
  );
}

/** Losses over regions add up along `axis`, or over everything (`dice`, `tversky`, Keras 3.15). */
function regional(cx: Context, truth: Value, prediction: Value, axis: Value): Value {
  const sum = elementwiseProduct(cx, truth, prediction);
  const axes = axesArg(cx, axis);
  if (sum.kind !== 'tensor' || !sum.shape || !axes) return sum;
  return makeTensor(reduceShape(sum.shape, axes === 'all' ? undefined : axes, false, 'a loss'), 'float32');
}

function elementwiseProduct(cx: Context, truth: Value, prediction: Value): Value {
  return withTensor(cx, truth, (t) =>
    withTensor(cx, prediction, (p) => makeTensor(broadcastShapes([t.shape, p.shape], said`a loss`), 'float32')),
  );
}

const REGIONAL: Readonly<Record<string, string>> = {
  dice: 'y_true, y_pred, axis=None',
  tversky: 'y_true, y_pred, alpha=0.5, beta=0.5, axis=None',
};

export const lossFunctions: Record<string, Value> = {
  ...functions('losses', FUNCTIONS),
  ...Object.fromEntries(
    Object.entries(REGIONAL).map(([name, signature]) => [
      name,
      operation(`keras.losses.${name}`, signature, (a, cx) =>
        regional(cx, a.get('y_true'), a.get('y_pred'), a.get('axis')),
      ),
    ]),
  ),
};

export const metricFunctions: Record<string, Value> = functions('metrics', {
  ...FUNCTIONS,
  binary_accuracy: 'y_true, y_pred, threshold=0.5',
  categorical_accuracy: 'y_true, y_pred',
  sparse_categorical_accuracy: 'y_true, y_pred',
  top_k_categorical_accuracy: 'y_true, y_pred, k=5',
  sparse_top_k_categorical_accuracy: 'y_true, y_pred, k=5',
});

/** A loss object gives the mean over the batch, or one number per example where nothing is reduced. */
const lossCall = native('__call__', 'self, y_true, y_pred, sample_weight=None', (a, cx) => {
  const self = a.get('self') as InstanceValue;
  const written = self.cls.lookup('call');
  const each =
    written instanceof FunctionValue
      ? cx.callMethod(self, 'call', [a.get('y_true'), a.get('y_pred')])
      : compared(cx, self, convert(cx, a.get('y_true')), convert(cx, a.get('y_pred')));
  const reduction = self.attrs.get('reduction');
  if (reduction?.kind === 'unknown') return reduction;
  return reduction?.kind === 'none' || (reduction?.kind === 'str' && reduction.value === 'none')
    ? each
    : makeTensor([], 'float32');
});

/** What a loss of Keras' own gives for each example. @throws PyError ValueError where it refuses the labels */
function compared(cx: Context, loss: InstanceValue, truth: Value, prediction: Value): Value {
  if (loss.cls.name.toLowerCase() in REGIONAL) return regional(cx, truth, prediction, loss.attrs.get('axis') ?? NONE);
  checkLabels(loss, truth, prediction);
  return perExample(cx, truth, prediction, loss.cls.name.startsWith('Sparse'));
}

const REDUCTIONS = ['NONE', 'SUM', 'SUM_OVER_BATCH_SIZE', 'AUTO'];

export function lossClasses(names: readonly string[]): Record<string, Value> {
  const base = opaqueClass('keras.losses', 'Loss', { __call__: lossCall });
  const classes = names
    .filter((name) => name !== 'Loss')
    .map((name): [string, ClassValue] => [name, opaqueClass('keras.losses', name, { __call__: lossCall })]);
  const reduction = opaqueClass(
    'keras.losses',
    'Reduction',
    Object.fromEntries(REDUCTIONS.map((name) => [name, str(name.toLowerCase())])),
  );
  return { Loss: base, ...Object.fromEntries(classes), Reduction: reduction };
}

const scalar = (): Value => makeTensor([], 'float32');

const COMPARING = 'y_true, y_pred, sample_weight=None';

/** Scores of every class by itself, where they are not averaged (keras/src/metrics/f_score_metrics.py, Keras 3.15). */
const PER_CLASS = new Set(['F1Score', 'FBetaScore']);

const perClass: Record<string, Value> = {
  update_state: native('update_state', `self, ${COMPARING}`, (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const prediction = convert(cx, a.get('y_pred'));
    cx.touch(self);
    self.native = prediction.kind === 'tensor' ? prediction.shape?.at(-1) : undefined;
    return NONE;
  }),
  result: native('result', 'self', (a, cx) => {
    const { attrs, native: classes } = a.get('self') as InstanceValue;
    const average = attrs.get('average');
    if (average && average.kind !== 'none') return average.kind === 'str' ? scalar() : average;
    const count = classes as Dim | undefined;
    return makeTensor([count ?? cx.unknownDim('how many classes there are is not known')], 'float32');
  }),
};

const updating = (signature: string): Value => native('update_state', `self, ${signature}`, () => NONE);

/** What metrics are updated with: values, or what is compared; of its own class each program decides. */
const UPDATES: Readonly<Record<string, string>> = {
  Metric: '*args, **kwargs',
  Mean: 'values, sample_weight=None',
  Sum: 'values, sample_weight=None',
};

/** A metric is updated and read; a class of the program's own may say how. */
const metricAttrs: Record<string, Value> = {
  __call__: native('__call__', 'self, *args, **kwargs', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    cx.callMethod(self, 'update_state', a.rest, a.extra);
    return cx.callMethod(self, 'result');
  }),
  update_state: updating('*args, **kwargs'),
  reset_state: native('reset_state', 'self', () => NONE),
  reset_states: native('reset_states', 'self', () => NONE),
  result: native('result', 'self', scalar),
  add_weight: native('add_weight', 'self, shape=(), initializer=None, dtype=None, name=None, **kwargs', weightOf),
  add_variable: native('add_variable', 'self, shape=(), initializer=None, dtype=None, name=None, **kwargs', weightOf),
  variables: getter('variables', () => list([])),
};

function weightOf(a: Bound, cx: Context): Value {
  // Keras 2 has the name in front, and takes one number for a shape of one axis.
  const named = a.get('shape').kind === 'str';
  const shape = named ? a.get('initializer') : a.get('shape');
  const items = shape.kind === 'int' ? [shape] : shape.kind === 'none' ? [] : cx.sequence(shape);
  const sizes = items?.map((size) => cx.dim(size, 'shape'));
  if (!sizes) return cx.unknown('the shape of the weight is not known');
  return makeTensor(sizes, dtypeArg(a.get('dtype')) ?? 'float32');
}

export function metricClasses(names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(
    names.map((name) => {
      const own = PER_CLASS.has(name) ? perClass : { update_state: updating(UPDATES[name] ?? COMPARING) };
      const attrs = { ...metricAttrs, ...own };
      return [name, opaqueClass('keras.metrics', name, attrs)];
    }),
  );
}
