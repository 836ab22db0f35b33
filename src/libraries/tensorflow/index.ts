/** TensorFlow as programs import it, with the names of version 1, version 2 and `compat.v1` side by side. */
import { native, type LibraryModule } from '../../python/interpreter/native';
import { NONE, UnknownValue, str, type Value } from '../../python/interpreter/values';
import { contribModules, slimModules } from './contrib';
import { losses as kerasLosses, metrics as kerasMetrics } from '../keras/training';
import { datasetClass, datasetFunctions, datasetIterator } from './dataset';
import { dtypeAttributes } from './dtypes';
import { estimatorFunctions, estimatorInputs } from './estimator';
import { abslModules, appFunctions, flagFunctions } from './flags';
import {
  assertions,
  configFunctions,
  loggingFunctions,
  oldSummaries,
  rootFunctions,
  summaryFunctions,
} from './functions';
import { imageFunctions, randomCrop } from './image';
import { imageBoxes } from './imageBoxes';
import { imageMeasures } from './imageMeasures';
import { initializerClasses, v1Initializers } from './initializers';
import { layerFunctions } from './layersV1';
import { lossClasses, lossFunctions } from './lossesV1';
import { metricFunctions } from './metricsV1';
import { convolutionFunctions } from './nn/convolution';
import { elementFunctions } from './nn/elements';
import { poolingFunctions } from './nn/pooling';
import { extractGlimpse, jpegQuality, paddedSuppression, statelessCrop, trainingFunctions } from './nn/training';
import { bitwiseFunctions } from './bitwise';
import { candidateSamplers } from './nn/candidates';
import { sparseLookups } from './nn/sparseLookup';
import { byName } from './operation';
import { creationFunctions, randomFunctions, v1RandomFunctions } from './ops/creation';
import { gradientFunctions } from './ops/gradients';
import { linalgFunctions } from './ops/linalg';
import { linearFunctions } from './ops/linear';
import { branchFunctions } from './ops/branches';
import { loopFunctions } from './ops/loops';
import { mathFunctions } from './ops/math';
import { OLD_NAMES, matrixFunctions } from './ops/matrices';
import { reducingFunctions } from './ops/reducing';
import { categorical, samplingFunctions, scatteringFunctions, statelessCategorical } from './ops/scattering';
import { selectingFunctions } from './ops/selecting';
import { shapingFunctions } from './ops/shaping';
import { rootSpecialFunctions, specialFunctions } from './ops/special';
import { spaceFunctions } from './ops/space';
import { audioFunctions, gfileFunctions, ioFunctions, rootIoFunctions } from './parsing';
import { pythonModules } from './pythonModules';
import { queueClasses, readerClasses } from './queues';
import { raggedClass } from './ragged';
import { raggedFunctions, withRagged } from './raggedOperations';
import { variableFunctions } from './scopes';
import { graphKeysClass, sessionFunctions } from './session';
import { rnnCells } from './rnn/cells';
import { contribRnnFunctions, rnnFunctions } from './rnn/unroll';
import { lstmStateTuple } from './rnn/state';
import { setFunctions } from './sets';
import { signalFunctions } from './signal';
import { oldSparseNames, sparseShapes } from './sparseShapes';
import { tensorArrayClass } from './tensorArray';
import { tensorClass } from './tensorClasses';
import { dimensionClass, tensorShapeClass } from './tensorShape';
import './tensorMethods';
import { trainFunctions } from './train';
import { nestFunctions } from './nest';
import { mnistReader } from './tutorials';
import { rootSparseFunctions, sparseFunctions } from './sparse';
import { onlyInVersion1 } from './version';
import { generators, seeds } from './generator';
import { linearOperators } from './linearOperators';
import { lookupClasses } from './lookup';
import { stringFunctions } from './strings';

const reducing = reducingFunctions.filter((fn) => !fn.name.startsWith('tf.nn.'));
const math = withRagged(byName([...mathFunctions, ...reducing, ...linearFunctions, ...specialFunctions]));
const shaping = withRagged(byName([...shapingFunctions, ...selectingFunctions]));
const nn = byName([
  ...convolutionFunctions,
  ...poolingFunctions,
  ...elementFunctions,
  ...rnnFunctions,
  ...samplingFunctions,
  ...trainingFunctions,
  ...candidateSamplers('tf.nn'),
  ...sparseLookups,
  ...spaceFunctions.nn,
  ...reducingFunctions.filter((fn) => fn.name.startsWith('tf.nn.')),
]);
for (const name of ['approx_max_k', 'approx_min_k']) nn[name] = math[name];
const random: Record<string, Value> = {
  ...byName(randomFunctions),
  ...byName([categorical, statelessCategorical, ...candidateSamplers('tf.random')]),
};
const linalg: Record<string, Value> = { ...math, ...byName([...linalgFunctions, ...matrixFunctions]) };

/** Functions of `tf.nn` that `tf.math` has as well. */
const shared = Object.fromEntries(
  ['softmax', 'log_softmax', 'zero_fraction', 'l2_normalize', 'top_k', 'in_top_k'].flatMap((name) =>
    name in nn ? [[name, nn[name]]] : [],
  ),
);

/** Names of both versions in the root module. */
const root: Record<string, Value> = {
  ...math,
  ...shaping,
  ...byName(creationFunctions),
  ...byName(rootSpecialFunctions),
  ...Object.fromEntries(Object.entries(OLD_NAMES).map(([old, name]) => [old, linalg[name]])),
  ...byName(spaceFunctions.root),
  ...byName(v1RandomFunctions),
  ...dtypeAttributes,
  ...sessionFunctions,
  ...variableFunctions,
  ...byName([...gradientFunctions, ...loopFunctions, ...branchFunctions, ...scatteringFunctions]),
  ...rootFunctions,
  ...rootIoFunctions,
  ...queueClasses,
  ...readerClasses,
  ...oldSummaries,
  random_crop: randomCrop,
  // Names of TensorFlow before 1.0.
  pack: shaping.stack,
  unpack: shaping.unstack,
  concat_v2: shaping.concat,
  arg_max: math.argmax,
  arg_min: math.argmin,
  reverse_v2: shaping.reverse,
  ...v1Initializers,
  random_shuffle: random.shuffle,
  Tensor: tensorClass,
  TensorShape: tensorShapeClass,
  TensorArray: tensorArrayClass,
  RaggedTensor: raggedClass,
  ...rootSparseFunctions,
  ...oldSparseNames,
  Dimension: dimensionClass,
  newaxis: NONE,
  GraphKeys: graphKeysClass,
  // Which version runs is decided by what a program uses; a branch on the number is followed both ways.
  __version__: new UnknownValue('the version of TensorFlow is decided where the program runs'),
};

const losses = { ...byName([...lossFunctions]), ...lossClasses };

/** The cells of recurrent networks. */
const cells: Record<string, Value> = { ...rnnCells, LSTMStateTuple: lstmStateTuple };

/** Modules below the root by their names. */
const parts: Readonly<Record<string, Record<string, Value>>> = {
  '': root,
  math: { ...shared, ...math },
  strings: stringFunctions,
  lookup: lookupClasses,
  linalg: {
    ...linalg,
    ...linearOperators,
    eye: root.eye,
    l2_normalize: nn.l2_normalize,
    global_norm: root.global_norm,
  },
  nn,
  'nn.rnn_cell': cells,
  image: {
    ...byName([...imageFunctions, ...imageMeasures, ...spaceFunctions.image]),
    ...imageBoxes,
    ...byName([extractGlimpse, statelessCrop, paddedSuppression, ...jpegQuality]),
  },
  'random.experimental': {
    ...generators,
    stateless_shuffle: random.stateless_shuffle,
    stateless_split: seeds.split,
    stateless_fold_in: seeds.fold_in,
  },
  random: { ...random, ...generators, ...seeds, set_seed: native('set_seed', 'seed', () => NONE) },
  layers: layerFunctions,
  // Version 2 has Keras' losses and metrics here; where names are the same, those of version 1 are meant.
  losses: { ...kerasLosses, ...losses },
  initializers: { ...initializerClasses, ...v1Initializers },
  data: { Dataset: datasetClass, Iterator: datasetIterator, AUTOTUNE: str('AUTOTUNE'), ...datasetFunctions },
  'data.experimental': { AUTOTUNE: str('AUTOTUNE') },
  train: trainFunctions,
  summary: summaryFunctions,
  logging: loggingFunctions,
  config: configFunctions,
  app: appFunctions,
  'app.flags': flagFunctions,
  flags: flagFunctions,
  gfile: gfileFunctions,
  io: ioFunctions,
  'io.gfile': gfileFunctions,
  metrics: { ...kerasMetrics, ...metricFunctions },
  estimator: estimatorFunctions,
  'estimator.inputs': estimatorInputs,
  debugging: assertions,
  dtypes: dtypeAttributes,
  compat: {},
  contrib: {},
  ...contribModules,
  'contrib.rnn': { ...cells, ...byName([...rnnFunctions, ...contribRnnFunctions]) },
  signal: byName(signalFunctions),
  ragged: raggedFunctions,
  sparse: { ...sparseFunctions, ...byName(sparseShapes) },
  sets: setFunctions,
  bitwise: bitwiseFunctions,
  audio: audioFunctions,
  nest: nestFunctions,
  'contrib.signal': byName(signalFunctions),
  examples: {},
  'examples.tutorials': {},
  'examples.tutorials.mnist': {},
  'examples.tutorials.mnist.input_data': mnistReader,
};

const ROOTS = ['tensorflow', 'tensorflow.compat.v1', 'tensorflow.compat.v2'];

/** What TensorFlow 2 has under `compat.v1` only. */
const { executing_eagerly: _inBoth, ...sessionsOfVersion1 } = sessionFunctions;
const version1 = onlyInVersion1({
  ...byName(v1RandomFunctions),
  ...sessionsOfVersion1,
  sparse_placeholder: rootSparseFunctions.sparse_placeholder,
  get_variable: variableFunctions.get_variable,
});

const versions: LibraryModule[] = ROOTS.flatMap((name) =>
  Object.entries(parts).map(([part, attrs]) => ({ name: part ? `${name}.${part}` : name, attrs })),
).map((module) => (module.name === 'tensorflow' ? { name: module.name, attrs: { ...root, ...version1 } } : module));

export const modules: LibraryModule[] = [...versions, ...pythonModules(root, parts), ...abslModules, ...slimModules];
