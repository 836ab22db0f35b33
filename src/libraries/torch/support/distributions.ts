/**
 * `torch.distributions`: the shapes of samples and of densities (PyTorch documentation, "torch.distributions"). A distribution
 * is a batch of independent ones (`batch_shape`), each over values of one shape (`event_shape`).
 */
import { broadcastShapes, equalDims, formatDim, ShapeError, type Dim, type Shape } from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import type { Context } from '../../../python/interpreter/context';
import { getter, native, nativeClass, type Bound, type LibraryModule } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import { list, NONE, type ClassValue, type TensorValue, type Value } from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';
import { dimList } from '../arguments';
import { shapeless, sizeOf, tensorOf, whyUnknown } from '../tensor';
import { settingsOf, transforms } from './distributionTransforms';

interface Shapes {
  batch: Shape;
  event: Shape;
  dtype?: string;
  /** Rows of the matrix that says how the numbers of a value vary together. */
  rows?: Dim;
}

/** How a family of distributions reads its parameters. */
interface Family {
  name: string;
  signature: string;
  /** Parameters that are given, and how many of their last axes belong to one value. */
  parameters: Readonly<Record<string, number>>;
  /** Axes of one value; the last axis of the parameters counts classes where a sample is the number of one. */
  eventAxes?: number;
  dtype?: string;
  /** Whether samples carry gradients (`rsample`). */
  reparameterized?: boolean;
  /** Whether one of several matrices says how the numbers of a value vary together. */
  hasMatrix?: boolean;
}

const locationScale = (name: string): Family => ({
  name,
  signature: 'loc, scale, validate_args=None',
  parameters: { loc: 0, scale: 0 },
  reparameterized: true,
});
const PROBABILITIES = 'probs=None, logits=None, validate_args=None';
const ofClasses = { probs: 1, logits: 1 };

const FAMILIES: readonly Family[] = [
  ...['Normal', 'Laplace', 'Cauchy', 'Gumbel', 'LogNormal'].map(locationScale),
  ...['HalfNormal', 'HalfCauchy'].map((name): Family => ({
    name,
    signature: 'scale, validate_args=None',
    parameters: { scale: 0 },
    reparameterized: true,
  })),
  {
    name: 'Weibull',
    signature: 'scale, concentration, validate_args=None',
    parameters: { scale: 0, concentration: 0 },
    reparameterized: true,
  },
  { name: 'Chi2', signature: 'df, validate_args=None', parameters: { df: 0 }, reparameterized: true },
  {
    name: 'VonMises',
    signature: 'loc, concentration, validate_args=None',
    parameters: { loc: 0, concentration: 0 },
  },
  {
    name: 'Multinomial',
    signature: `total_count=1, ${PROBABILITIES}`,
    parameters: ofClasses,
    eventAxes: 1,
  },
  {
    name: 'LowRankMultivariateNormal',
    signature: 'loc, cov_factor, cov_diag, validate_args=None',
    parameters: { loc: 1, cov_factor: 2, cov_diag: 1 },
    eventAxes: 1,
    reparameterized: true,
  },
  {
    name: 'Uniform',
    signature: 'low, high, validate_args=None',
    parameters: { low: 0, high: 0 },
    reparameterized: true,
  },
  { name: 'Exponential', signature: 'rate, validate_args=None', parameters: { rate: 0 }, reparameterized: true },
  { name: 'Poisson', signature: 'rate, validate_args=None', parameters: { rate: 0 } },
  {
    name: 'Gamma',
    signature: 'concentration, rate, validate_args=None',
    parameters: { concentration: 0, rate: 0 },
    reparameterized: true,
  },
  {
    name: 'Beta',
    signature: 'concentration1, concentration0, validate_args=None',
    parameters: { concentration1: 0, concentration0: 0 },
    reparameterized: true,
  },
  {
    name: 'StudentT',
    signature: 'df, loc=0.0, scale=1.0, validate_args=None',
    parameters: { df: 0, loc: 0, scale: 0 },
    reparameterized: true,
  },
  { name: 'Bernoulli', signature: PROBABILITIES, parameters: { probs: 0, logits: 0 } },
  { name: 'Geometric', signature: PROBABILITIES, parameters: { probs: 0, logits: 0 } },
  { name: 'Categorical', signature: PROBABILITIES, parameters: ofClasses, dtype: 'int64' },
  { name: 'OneHotCategorical', signature: PROBABILITIES, parameters: ofClasses, eventAxes: 1 },
  {
    name: 'OneHotCategoricalStraightThrough',
    signature: PROBABILITIES,
    parameters: ofClasses,
    eventAxes: 1,
    reparameterized: true,
  },
  {
    name: 'RelaxedOneHotCategorical',
    signature: `temperature, ${PROBABILITIES}`,
    parameters: ofClasses,
    eventAxes: 1,
    reparameterized: true,
  },
  {
    name: 'Dirichlet',
    signature: 'concentration, validate_args=None',
    parameters: { concentration: 1 },
    eventAxes: 1,
    reparameterized: true,
  },
  {
    name: 'MultivariateNormal',
    signature: 'loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None',
    parameters: { loc: 1, covariance_matrix: 2, precision_matrix: 2, scale_tril: 2 },
    eventAxes: 1,
    reparameterized: true,
    hasMatrix: true,
  },
];

const shapesOf = (self: Value): Shapes | undefined =>
  self.kind === 'instance' ? (self.native as Shapes | undefined) : undefined;

const lost = (cx: Context): Value => cx.unknown('a parameter of the distribution is not known');

/** What a rule makes of the shapes of a distribution; unknown where they are. */
const ofShapes = (rule: (shapes: Shapes, a: Bound, cx: Context) => Value) => (a: Bound, cx: Context) => {
  const shapes = shapesOf(a.get('self'));
  return shapes ? rule(shapes, a, cx) : lost(cx);
};

const property = (name: string, read: (shapes: Shapes) => Value) =>
  getter(name, (self, cx) => {
    const shapes = shapesOf(self);
    return shapes ? read(shapes) : lost(cx);
  });

/**
 * A matrix of another size than the mean is not refused until it is multiplied (torch/distributions/multivariate_normal.py).
 * @throws ShapeError
 */
function checkRows({ event, rows }: Shapes): void {
  if (rows === undefined || equalDims(rows, event[0]) !== false) return;
  throw new ShapeError(
    'matmul-mismatch',
    said`MultivariateNormal: loc has ${formatDim(event[0])} numbers, but the matrix has ${formatDim(rows)} rows; they must be equal.`,
  );
}

const sample = ofShapes((shapes, a, cx) => {
  checkRows(shapes);
  const { batch, event, dtype } = shapes;
  const sizes = dimList(cx, a.get('sample_shape'), 'sample_shape');
  return sizes
    ? tensorOf([...sizes, ...batch, ...event], dtype)
    : shapeless(cx.unknown('how many samples are drawn is not known'), dtype);
});

/** One number for each value: a value is broadcast with the batch of values, then its own axes are gone. */
const density = (name: string) =>
  native(
    name,
    'self, value',
    ofShapes((shapes, a, cx) => {
      checkRows(shapes);
      const { batch, event } = shapes;
      const value = a.get('value');
      const shape = value.kind === 'tensor' ? value.shape : value.kind === 'unknown' ? undefined : [];
      if (!shape) return value.kind === 'tensor' ? shapeless(whyUnknown(cx, value)) : value;
      const all = broadcastShapes([shape, [...batch, ...event]], name);
      return tensorOf(all.slice(0, all.length - event.length));
    }),
  );

const moment = (name: string) => property(name, ({ batch, event }) => tensorOf([...batch, ...event]));

const Distribution: ClassValue = nativeClass('torch.distributions', 'Distribution', [types.object], {
  batch_shape: property('batch_shape', ({ batch }) => sizeOf(batch)),
  event_shape: property('event_shape', ({ event }) => sizeOf(event)),
  ...Object.fromEntries(['mean', 'mode', 'variance', 'stddev'].map((name) => [name, moment(name)])),
  sample: native('sample', 'self, sample_shape=()', sample),
  ...Object.fromEntries(['log_prob', 'cdf'].map((name) => [name, density(name)])),
  entropy: native(
    'entropy',
    'self',
    ofShapes(({ batch }) => tensorOf(batch)),
  ),
  perplexity: native(
    'perplexity',
    'self',
    ofShapes(({ batch }) => tensorOf(batch)),
  ),
});
const rsample = native('rsample', 'self, sample_shape=()', sample);

/** Of probabilities and their logits one is given; the other is computed from it and has its shape. */
function probabilities(cx: Context, self: Value, name: string): Value | undefined {
  if ((name !== 'probs' && name !== 'logits') || self.kind !== 'instance') return undefined;
  const own = self.attrs.get(name);
  if (own) return own;
  const given = self.attrs.get(name === 'probs' ? 'logits' : 'probs');
  return given?.kind === 'tensor' && given.shape ? tensorOf(given.shape, given.dtype) : (given ?? lost(cx));
}

const MATRICES = ['covariance_matrix', 'precision_matrix', 'scale_tril'];

/** @throws PyError ValueError unless there is one matrix, a mean of one axis and more, and the matrix is one, and square */
function checkMatrix(a: Bound, given: readonly string[]): void {
  const one = 'Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.';
  // What is not known may be None.
  if (given.some((name) => a.get(name).kind === 'unknown')) return;
  const [, matrix, ...others] = given;
  if (others.length > 0 || (matrix === undefined && given.length > 0))
    throw new PyError('ValueError', one, 'argument-value');
  const shapeOf = (name: string): Shape | undefined => {
    const value = a.get(name);
    return value.kind === 'tensor' ? value.shape : undefined;
  };
  const [loc, square] = [shapeOf('loc'), shapeOf(matrix)];
  if (loc?.length === 0) throw new ShapeError('rank-mismatch', said`loc must be at least one-dimensional.`);
  if (!square) return;
  const [rows, columns] = square.slice(-2);
  if (square.length < 2)
    throw new ShapeError(
      'rank-mismatch',
      said`${matrix} must be at least two-dimensional, with optional leading batch dimensions`,
    );
  if (equalDims(rows, columns) === false)
    throw new ShapeError(
      'rank-mismatch',
      said`${matrix} must be square, but it has ${formatDim(rows)} rows and ${formatDim(columns)} columns`,
    );
}

/** Of the matrices of a normal distribution one is given; the others are computed from it. */
function matrices(cx: Context, self: Value, name: string): Value | undefined {
  if (!MATRICES.includes(name) || self.kind !== 'instance') return undefined;
  const shapes = shapesOf(self);
  return shapes ? tensorOf([...shapes.batch, ...shapes.event, ...shapes.event], shapes.dtype) : lost(cx);
}

function familyClass(family: Family): ClassValue {
  const { name, signature, parameters, eventAxes = 0, dtype, reparameterized, hasMatrix } = family;
  const init = native(name, `self, ${signature}`, (a, cx) => {
    const self = a.get('self');
    if (self.kind !== 'instance') return NONE;
    const given = Object.keys(parameters).filter((parameter) => !a.isNone(parameter));
    const tensors = given.map((parameter): [string, Value] => [parameter, a.get(parameter)]);
    const shapes = tensors.map(([, value]) =>
      value.kind === 'tensor' ? value.shape : value.kind === 'int' || value.kind === 'float' ? [] : undefined,
    );
    for (const [parameter, value] of tensors) cx.setAttr(self, parameter, value);
    if (hasMatrix) checkMatrix(a, given);
    const [first] = shapes;
    if (!first || shapes.includes(undefined)) return NONE;
    const batches = shapes.map((shape, i) => shape!.slice(0, shape!.length - parameters[given[i]]));
    const batch = broadcastShapes(batches, name);
    const event = first.slice(first.length - eventAxes);
    const floating = tensors.find((entry): entry is [string, TensorValue] => entry[1].kind === 'tensor')?.[1].dtype;
    self.native = {
      batch,
      event: eventAxes > 0 ? event : [],
      dtype: dtype ?? floating ?? 'float32',
      rows: hasMatrix ? shapes[1]?.at(-2) : undefined,
    } satisfies Shapes;
    return NONE;
  });
  const cls = nativeClass('torch.distributions', name, [Distribution], {
    __init__: init,
    ...(reparameterized ? { rsample } : {}),
  });
  if (hasMatrix) cls.hooks.getAttr = matrices;
  if ('probs' in parameters) cls.hooks.getAttr = probabilities;
  return cls;
}

const families = Object.fromEntries(FAMILIES.map((family) => [family.name, familyClass(family)]));

/** `Independent(base, n)`: the last n axes of the batch belong to one value from then on. */
const Independent = nativeClass('torch.distributions', 'Independent', [Distribution], {
  __init__: native('Independent', 'self, base_distribution, reinterpreted_batch_ndims, validate_args=None', (a, cx) => {
    const [self, base] = [a.get('self'), a.get('base_distribution')];
    const shapes = shapesOf(base);
    const count = a.number('reinterpreted_batch_ndims');
    if (self.kind !== 'instance') return NONE;
    cx.setAttr(self, 'base_dist', base);
    if (!shapes || count === undefined) return NONE;
    const { batch, event, dtype } = shapes;
    if (count > batch.length) {
      throw new ShapeError(
        'rank-mismatch',
        said`Independent: ${count} axes of the batch are to belong to one value, but it has ${batch.length}.`,
      );
    }
    const at = batch.length - count;
    self.native = { batch: batch.slice(0, at), event: [...batch.slice(at), ...event], dtype } satisfies Shapes;
    return NONE;
  }),
  rsample,
});

/** `MixtureSameFamily(mixture, component)`: the last axis of the components' batch is the one that is chosen from. */
const MixtureSameFamily = nativeClass('torch.distributions', 'MixtureSameFamily', [Distribution], {
  __init__: native(
    'MixtureSameFamily',
    'self, mixture_distribution, component_distribution, validate_args=None',
    (a, cx) => {
      const [self, component] = [a.get('self'), a.get('component_distribution')];
      if (self.kind !== 'instance') return NONE;
      for (const name of ['mixture_distribution', 'component_distribution']) cx.setAttr(self, name, a.get(name));
      const shapes = shapesOf(component);
      if (shapes) self.native = { ...shapes, batch: shapes.batch.slice(0, -1) } satisfies Shapes;
      return NONE;
    },
  ),
});

/**
 * `TransformedDistribution(base, transforms)`: transforms that work number by number leave the shapes as they are, those with
 * settings of their own broadcast them with it (torch 2.13, torch/distributions/transforms.py).
 */
const TransformedDistribution = nativeClass('torch.distributions', 'TransformedDistribution', [Distribution], {
  __init__: native('TransformedDistribution', 'self, base_distribution, transforms, validate_args=None', (a, cx) => {
    const [self, base, given] = [a.get('self'), a.get('base_distribution'), a.get('transforms')];
    if (self.kind !== 'instance') return NONE;
    cx.setAttr(self, 'base_dist', base);
    cx.setAttr(self, 'transforms', given.kind === 'list' ? given : list([given]));
    const shapes = shapesOf(base);
    const settings = (given.kind === 'list' ? cx.sequence(given) : [given])?.map(settingsOf);
    if (!shapes || !settings?.every((shape) => shape !== undefined)) return NONE;
    const { batch, event, dtype } = shapes;
    const full = broadcastShapes([[...batch, ...event], ...settings], 'TransformedDistribution');
    const at = full.length - event.length;
    self.native = { batch: full.slice(0, at), event: full.slice(at), dtype } satisfies Shapes;
    return NONE;
  }),
  rsample,
});

const klDivergence = native('kl_divergence', 'p, q', (a, cx) => {
  const [p, q] = [shapesOf(a.get('p')), shapesOf(a.get('q'))];
  return p && q ? tensorOf(broadcastShapes([p.batch, q.batch], 'kl_divergence')) : lost(cx);
});

const all: Record<string, Value> = {
  Distribution,
  ...families,
  Independent,
  MixtureSameFamily,
  TransformedDistribution,
  ...transforms,
  kl_divergence: klDivergence,
};

/** Each family stands in a module of its own name too: `torch.distributions.normal.Normal`. */
const moduleName = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();

export const distributionModules: LibraryModule[] = [
  { name: 'torch.distributions', attrs: all },
  { name: 'torch.distributions.transforms', attrs: transforms },
  { name: 'torch.distributions.kl', attrs: { kl_divergence: klDivergence } },
  ...Object.entries({ Distribution, ...families, Independent, MixtureSameFamily, TransformedDistribution }).map(
    ([name, cls]) => ({
      name: `torch.distributions.${moduleName(name)}`,
      attrs: { [name]: cls },
    }),
  ),
];
