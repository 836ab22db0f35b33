/** PyTorch, as modelled here: where each table of functions and layers is found. */
import { constantsOf } from './constants';
import type { LibraryModule } from '../../python/interpreter/native';
import type { ClassValue, Value } from '../../python/interpreter/values';
import { operatorTable } from '../common/operators';
import { deviceType } from './device';
import { dtypeAttributes, dtypeType } from './dtypes';
import { functionsOf, torchFamily } from './family';
import { recording, writing } from './gradients';
import { activationFunctions } from './functional/activation';
import { convolutionFunctions } from './functional/convolution';
import { linearFunctions } from './functional/linear';
import { lossFunctions } from './functional/loss';
import { normalizationFunctions } from './functional/normalization';
import { poolingFunctions } from './functional/pooling';
import { resizingFunctions } from './functional/resizing';
import { similarityFunctions } from './functional/similarity';
import { activationLayers } from './nn/activation';
import { containers } from './nn/containers';
import { moduleDictType } from './nn/moduleDict';
import { convolutionLayers } from './nn/convolution';
import { linearLayers } from './nn/linear';
import { lossLayers } from './nn/losses';
import './nn/module';
import { normalizationLayers } from './nn/normalization';
import { parameterDictType, parameterListType } from './nn/parameterContainers';
import { poolingLayers } from './nn/pooling';
import { recurrentLayers } from './nn/recurrent';
import { reshapingLayers } from './nn/reshaping';
import { addStartingMethods } from './nn/startingAnew';
import { baseTypes, moduleType } from './nn/state';
import { tupleHelpers } from './nn/tupleHelpers';
import { attentionLayers } from './nn/attention';
import { transformerLayers } from './nn/transformer';
import { complexOps } from './ops/complex';
import { creationOps } from './ops/creation';
import { conversionOps } from './ops/conversions';
import { cuttingOps } from './ops/cutting';
import { elementwiseOps } from './ops/elementwise';
import { inPlaceMethods } from './ops/inPlace';
import { interleavingOps } from './ops/interleaving';
import { joiningOps } from './ops/joining';
import { decompositionOps } from './ops/decompositions';
import { linearOps } from './ops/linear';
import { sparseOps } from './ops/sparse';
import { placingOps } from './ops/placing';
import { signalOps } from './ops/signal';
import { parallelLayers } from './nn/dataParallel';
import { orderingOps } from './ops/ordering';
import { queryOps, tensorAttributes } from './ops/queries';
import { reductionOps } from './ops/reductions';
import { reshapingOps } from './ops/reshaping';
import { selectionOps } from './ops/selection';
import { isLazy, lazyModuleMixin, uninitializedBufferType } from './nn/lazy';
import { bufferType, parameterType, sizeType, tensorType, uninitializedParameterType } from './tensor';
import './tensorClasses';
import { otherModules, torchFunctions } from './support/modules';
import { initAttributes } from './support/init';
import { textMethods } from './text';

/** What hands gradients on. */
const computing = [
  ...elementwiseOps,
  ...reshapingOps,
  ...joiningOps,
  ...interleavingOps,
  ...cuttingOps,
  ...reductionOps,
  ...orderingOps,
  ...linearOps,
  ...selectionOps,
  ...conversionOps,
  ...complexOps,
  ...decompositionOps,
  ...signalOps,
  ...placingOps,
  ...sparseOps,
];

const operators = operatorTable({ family: torchFamily, traced: true, inPlace: true, assignable: true });
/** `x += 1`, `x[0] = 1`. */
const inPlaceOperators = Object.fromEntries(
  Object.entries(operators).filter(
    ([name]) => name === '__setitem__' || (name.startsWith('__i') && Object.hasOwn(operators, `__r${name.slice(3)}`)),
  ),
);

const functional: Record<string, Value> = recording({
  ...convolutionFunctions,
  ...poolingFunctions,
  ...linearFunctions,
  ...normalizationFunctions,
  ...activationFunctions,
  ...resizingFunctions,
  ...lossFunctions,
  ...similarityFunctions.functions,
});

const methods: Record<string, Value> = {
  ...recording(operators),
  ...writing(inPlaceOperators),
  ...functionsOf([...creationOps, ...queryOps], 'tensor'),
  ...recording(functionsOf(computing, 'tensor')),
  ...Object.fromEntries(
    ['softmax', 'log_softmax', 'relu', 'sigmoid', 'tanh', 'prelu', 'hardshrink'].map((name) => [
      name,
      functional[name],
    ]),
  ),
  ...writing(inPlaceMethods([...computing, ...creationOps, ...queryOps])),
  ...tensorAttributes,
  ...textMethods,
};
for (const [name, method] of Object.entries(methods)) tensorType.attrs.set(name, method);

const layers: ClassValue[] = [
  moduleType,
  ...containers,
  moduleDictType,
  parameterListType,
  parameterDictType,
  ...convolutionLayers,
  ...poolingLayers,
  ...linearLayers,
  ...normalizationLayers,
  ...activationLayers,
  ...reshapingLayers,
  ...lossLayers,
  ...recurrentLayers,
  ...attentionLayers,
  ...transformerLayers,
  ...similarityFunctions.layers,
  ...parallelLayers.filter((cls) => cls.name === 'DataParallel'),
];
addStartingMethods(layers);
const layerAttributes: Record<string, Value> = Object.fromEntries(layers.map((cls) => [cls.name, cls]));
/** What only the modules under torch.nn.modules show. */
const inner: Record<string, Value> = {
  ...layerAttributes,
  ...baseTypes,
  ...tupleHelpers,
  LazyModuleMixin: lazyModuleMixin,
};
const parameters = {
  Parameter: parameterType,
  Buffer: bufferType,
  UninitializedParameter: uninitializedParameterType,
  UninitializedBuffer: uninitializedBufferType,
  is_lazy: isLazy,
};

/** Functions of torch.nn.functional that the torch module does not have, or has with other arguments. */
const ONLY_FUNCTIONAL = new Set([
  'linear',
  'pad',
  'interpolate',
  'fold',
  'unfold',
  'normalize',
  'one_hot',
  'gelu',
  'silu',
  'mish',
  'batch_norm',
  'instance_norm',
  'embedding',
  'embedding_bag',
  'cross_entropy',
  'mse_loss',
  'l1_loss',
]);
const shared = Object.fromEntries(Object.entries(functional).filter(([name]) => !ONLY_FUNCTIONAL.has(name)));

const torchAttributes: Record<string, Value> = {
  ...shared,
  ...functionsOf([...creationOps, ...queryOps], 'torch'),
  ...recording(functionsOf(computing, 'torch')),
  ...torchFunctions,
  ...dtypeAttributes,
  ...constantsOf(),
  Tensor: tensorType,
  Size: sizeType,
  dtype: dtypeType,
  device: deviceType,
};

/** Every module under `torch.nn.modules` gives all layers: nobody looks up the wrong one. */
const layerModules = [
  'activation',
  'batchnorm',
  'container',
  'conv',
  'dropout',
  'flatten',
  'fold',
  'linear',
  'loss',
  'module',
  'normalization',
  'padding',
  'pooling',
  'rnn',
  'sparse',
  'transformer',
  'upsampling',
  'instancenorm',
  'utils',
  'pixelshuffle',
  'lazy',
];

export const modules: LibraryModule[] = [
  { name: 'torch', attrs: torchAttributes },
  { name: 'torch.nn', attrs: { ...layerAttributes, ...parameters } },
  { name: 'torch.nn.functional', attrs: functional },
  { name: 'torch.nn.parameter', attrs: parameters },
  { name: 'torch.nn.init', attrs: initAttributes },
  { name: 'torch.nn.modules', attrs: inner },
  ...layerModules.map((name): LibraryModule => ({ name: `torch.nn.modules.${name}`, attrs: inner })),
  ...otherModules,
];
