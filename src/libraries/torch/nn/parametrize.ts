/**
 * Parametrizations (torch/nn/utils/parametrize.py): a weight that modules compute from another parameter. That parameter
 * stands in `module.parametrizations.<name>` as `original`, and the weight becomes an attribute that holds the result.
 */
import { isNumber, normalizeAxis, productOf, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass, type Bound } from '../../../python/interpreter/native';
import {
  bool,
  InstanceValue,
  type NativeFunction,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import { contextDecorator } from '../support/passThrough';
import { parameterOf, shapeless, tensorOf, whyUnknown } from '../tensor';
import { moduleListType } from './containers';
import { moduleDictType } from './moduleDict';
import {
  childrenOf,
  entriesOf,
  initModule,
  isModule,
  moduleType,
  parametersOf,
  parametrizationOf,
  selfOf,
  store,
  stored,
  unstore,
} from './state';

const LIST = 'parametrizations';

/** `ParametrizationList.forward`: the first module computes from the originals, the others from what came before. */
const parametrizationList = nativeClass('torch.nn.utils.parametrize', 'ParametrizationList', [moduleListType], {
  forward: native('forward', 'self', (a, cx) => {
    const self = selfOf(a);
    const originals = parametersOf(self).map(([, original]) => original);
    if (self.native !== undefined) return tensorOf(self.native as Shape);
    const [first, ...rest] = childrenOf(self).map(([, module]) => module);
    const computed = first ? cx.call(first, originals) : originals[0];
    return rest.reduce((weight, module) => cx.call(module, [weight]), computed);
  }),
});

/** A parametrization of PyTorch's own: what it computes has the shape of its last original. */
const builtIn = (name: string) =>
  nativeClass('torch.nn.utils.parametrizations', name, [moduleType], {
    forward: native('forward', 'self, *weights', (a, cx) => {
      const weight = a.rest.at(-1);
      if (weight?.kind !== 'tensor') return cx.unknown('the weight is not known');
      return weight.shape ? tensorOf(weight.shape, weight.dtype) : shapeless(whyUnknown(cx, weight), weight.dtype);
    }),
  });
const weightNormType = builtIn('_WeightNorm');
const spectralNormType = builtIn('_SpectralNorm');
const orthogonalType = builtIn('_Orthogonal');

function made(cx: Context, cls: typeof moduleType): InstanceValue {
  const instance = new InstanceValue(cls);
  initModule(cx, instance);
  return instance;
}

/** The list of a weight's parametrizations, made where there is none; the weight moves into it. */
function begin(
  cx: Context,
  module: InstanceValue,
  name: string,
  originals: (weight: TensorValue) => Record<string, Shape> | undefined,
) {
  const known = parametrizationOf(module, name);
  if (known) return known;
  const weight = stored(module, '_parameters', name);
  if (weight?.kind !== 'tensor') {
    throw new PyError(
      'ValueError',
      `Module '${module.cls.name}' does not have a parameter, a buffer, or a parametrized element with name '${name}'`,
    );
  }
  let all = stored(module, '_modules', LIST);
  if (!isModule(all)) store(cx, module, '_modules', LIST, (all = made(cx, moduleDictType)));
  const parts = made(cx, parametrizationList);
  const of = originals(weight);
  // What is computed has the shape that the weight had, whatever it is computed from.
  if (!of) parts.native = weight.shape;
  for (const [part, shape] of Object.entries(of ?? {})) {
    store(cx, parts, '_parameters', part, parameterOf(shape, weight.dtype));
  }
  store(cx, all as InstanceValue, '_modules', name, parts);
  unstore(cx, module, '_parameters', name);
  return parts;
}

const sameShape = (weight: TensorValue): Record<string, Shape> => ({ original: weight.shape ?? [] });

/**
 * What a weight is computed from: `right_inverse` of the module gives it, one tensor or several. Undefined where it is not
 * known.
 */
function invertedBy(cx: Context, parametrization: Value, weight: TensorValue): Record<string, Shape> | undefined {
  const inverse = cx.findAttr(parametrization, 'right_inverse');
  if (!inverse) return sameShape(weight);
  const made = cx.call(inverse, [weight]);
  if (made.kind === 'tensor') return made.shape && { original: made.shape };
  if (made.kind !== 'tuple' && made.kind !== 'list') return undefined;
  const shapes = made.items.map((item) => (item.kind === 'tensor' ? item.shape : undefined));
  return shapes.every((shape) => shape !== undefined)
    ? Object.fromEntries(shapes.map((shape, i) => [`original${i}`, shape]))
    : undefined;
}

/** Registers a module that computes the weight. */
const register = native(
  'register_parametrization',
  'module, tensor_name, parametrization, *, unsafe=False',
  (a, cx) => {
    const [module, name, parametrization] = [a.get('module'), a.str('tensor_name'), a.get('parametrization')];
    if (!isModule(module) || name === undefined) return module;
    const parts = begin(cx, module, name, (weight) => invertedBy(cx, parametrization, weight));
    store(cx, parts, '_modules', String(entriesOf(parts, '_modules').length), parametrization);
    return module;
  },
);

const remove = native('remove_parametrizations', 'module, tensor_name, leave_parametrized=True', (a, cx) => {
  const [module, name] = [a.get('module'), a.str('tensor_name')];
  if (!isModule(module) || name === undefined) return module;
  const all = stored(module, '_modules', LIST);
  if (!parametrizationOf(module, name) || !isModule(all)) {
    throw new PyError('ValueError', `Module ${module.cls.name} does not have a parametrization on ${name}`);
  }
  const weight = cx.getAttr(module, name);
  if (weight.kind !== 'tensor') return module;
  unstore(cx, all, '_modules', name);
  if (entriesOf(all, '_modules').length === 0) unstore(cx, module, '_modules', LIST);
  store(cx, module, '_parameters', name, parameterOf(weight.shape ?? [], weight.dtype));
  return module;
});

const isParametrized = native('is_parametrized', 'module, tensor_name=None', (a) => {
  const [module, name] = [a.get('module'), a.str('tensor_name')];
  if (!isModule(module)) return bool(false);
  return bool(
    name === undefined ? isModule(stored(module, '_modules', LIST)) : parametrizationOf(module, name) !== undefined,
  );
});

export const parametrizeAttributes: Record<string, Value> = {
  register_parametrization: register,
  remove_parametrizations: remove,
  is_parametrized: isParametrized,
  ParametrizationList: parametrizationList,
  cached: contextDecorator('torch.nn.utils.parametrize', 'cached'),
};

/** One of PyTorch's parametrizations: its originals, and the buffers of the module that computes the weight. */
const parametrization = (
  name: string,
  signature: string,
  cls: typeof moduleType,
  originals: (weight: TensorValue, a: Bound) => Record<string, Shape>,
  buffers: (weight: Shape, a: Bound) => Record<string, Shape>,
): NativeFunction =>
  native(name, `module, name='weight', ${signature}`, (a, cx) => {
    const [module, weightName] = [a.get('module'), a.str('name')];
    if (!isModule(module) || weightName === undefined) return module;
    const weight = stored(module, '_parameters', weightName);
    const parts = begin(cx, module, weightName, (w) => originals(w, a));
    const computing = made(cx, cls);
    for (const [buffer, shape] of Object.entries(buffers(weight?.kind === 'tensor' ? (weight.shape ?? []) : [], a))) {
      store(cx, computing, '_buffers', buffer, tensorOf(shape));
    }
    store(cx, parts, '_modules', String(entriesOf(parts, '_modules').length), computing);
    return module;
  });

/** The lengths of the vectors along an axis: one where there is none. */
function lengths({ shape = [] }: TensorValue, a: Bound): Shape {
  const dim = a.isNone('dim') ? undefined : a.number('dim');
  if (dim === undefined || dim === -1) return [];
  const axis = normalizeAxis(dim, shape.length, 'weight_norm');
  return shape.map((size, i) => (i === axis ? size : 1));
}

/** The vectors that the power iteration of a spectral norm keeps; a vector has no need of it. */
function singularVectors(weight: Shape, a: Bound): Record<string, Shape> {
  const module = a.get('module');
  const turned = isModule(module) && module.cls.mro.some((cls) => /^ConvTranspose\dd$/.test(cls.name));
  const dim = a.isNone('dim') ? (turned ? 1 : 0) : (a.number('dim') ?? 0);
  if (weight.length < 2 || !isNumber(dim)) return {};
  const rest: Dim = productOf(weight.filter((_, i) => i !== dim));
  return { _u: [weight[dim]], _v: [rest] };
}

export const parametrizationAttributes: Record<string, Value> = {
  weight_norm: parametrization(
    'weight_norm',
    'dim=0',
    weightNormType,
    (weight, a) => ({ original0: lengths(weight, a), original1: weight.shape ?? [] }),
    () => ({}),
  ),
  spectral_norm: parametrization(
    'spectral_norm',
    'n_power_iterations=1, eps=1e-12, dim=None',
    spectralNormType,
    sameShape,
    singularVectors,
  ),
  orthogonal: parametrization(
    'orthogonal',
    'orthogonal_map=None, *, use_trivialization=True',
    orthogonalType,
    sameShape,
    (weight, a): Record<string, Shape> => (a.truth('use_trivialization') === false ? {} : { base: weight }),
  ),
};
