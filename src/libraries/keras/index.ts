/** Keras as programs import it: `keras`, `tensorflow.keras`, `tensorflow.python.keras` and `tf_keras`. */
import type { LibraryModule } from '../../python/interpreter/native';
import { native } from '../../python/interpreter/native';
import { NONE, float, list, str, type Value } from '../../python/interpreter/values';
import { initializerAliases, initializerClasses } from '../tensorflow/initializers';
import { kerasTensorClass } from '../tensorflow/tensorClasses';
import { activationFunctions } from './activationFunctions';
import { backendFunctions } from './backend';
import { datasetModules } from './datasets';
import { imagePreprocessing, imageUtilities } from './images';
import { Input, inputLayerClass } from './input';
import { layerClass } from './layerClass';
import { keras1Layers } from './keras1/layers';
import { kerasLayers } from './layers';
import { copyFunctions } from './models/copies';
import { functionalClass, modelClass } from './models/model';
import { sequentialClass } from './models/sequential';
import { clearNames } from './names';
import { imageFunctions, linalgFunctions, neuralFunctions, numpyFunctions, operations } from './ops';
import { randomFunctions } from './random';
import { callbacks, constraints, losses, metrics, optimizers, regularizers, schedules } from './training';
import { sequencePreprocessing, sequenceUtilities, textPreprocessing } from './texts';
import { utilities } from './utilities';
import { variable } from './variable';

const models = { Model: modelClass, Sequential: sequentialClass, Functional: functionalClass };
const layers = { ...kerasLayers, Layer: layerClass, InputLayer: inputLayerClass, Input };
/** Keras' own package has had the names of Keras 1 as well; `tensorflow.keras` never had them. */
const packageLayers = { ...layers, ...keras1Layers };
const initializers = { ...initializerClasses, ...initializerAliases };
const clearSession = native('clear_session', 'free_memory=True', (_a, cx) => {
  clearNames(cx);
  return NONE;
});
const backend = { ...backendFunctions, clear_session: clearSession };

/** The files of layers in Keras 1 and 2, from which programs import as well. */
const LAYER_FILES = [
  ...['advanced_activations', 'convolutional', 'convolutional_recurrent', 'core', 'cudnn_recurrent', 'embeddings'],
  ...['local', 'merge', 'noise', 'normalization', 'pooling', 'recurrent', 'wrappers'],
];

/** Keras' modules by their name below the root; '' is the root. */
const parts: Readonly<Record<string, Record<string, Value>>> = {
  '': {
    ...models,
    Input,
    Layer: layerClass,
    KerasTensor: kerasTensorClass,
    Variable: variable,
    __version__: str('3.15.1'),
    // Keras 2 has no such function.
    version: native('version', '', () => str('3.15.1')),
  },
  layers,
  ...Object.fromEntries(LAYER_FILES.map((name) => [`layers.${name}`, layers])),
  models: { ...models, ...copyFunctions },
  saving: { load_model: copyFunctions.load_model },
  'engine.topology': { ...layers, ...models },
  ops: operations,
  'ops.numpy': numpyFunctions,
  'ops.nn': neuralFunctions,
  'ops.linalg': linalgFunctions,
  'ops.image': imageFunctions,
  random: randomFunctions,
  backend,
  activations: activationFunctions,
  initializers,
  optimizers,
  'optimizers.schedules': schedules,
  'optimizers.legacy': optimizers,
  losses,
  metrics,
  callbacks,
  regularizers,
  constraints,
  utils: { ...utilities, ...imageUtilities, ...sequenceUtilities },
  'utils.np_utils': utilities,
  preprocessing: {
    image_dataset_from_directory: imageUtilities.image_dataset_from_directory,
    timeseries_dataset_from_array: sequenceUtilities.timeseries_dataset_from_array,
    text_dataset_from_directory: sequenceUtilities.text_dataset_from_directory,
  },
  'preprocessing.sequence': sequencePreprocessing,
  'preprocessing.text': textPreprocessing,
  'preprocessing.image': imagePreprocessing,
  datasets: {},
  ...Object.fromEntries(Object.entries(datasetModules).map(([name, attrs]) => [`datasets.${name}`, attrs])),
  config: {
    image_data_format: backendFunctions.image_data_format,
    set_image_data_format: backendFunctions.set_image_data_format,
    floatx: native('floatx', '', () => str('float32')),
    set_floatx: native('set_floatx', 'value', () => NONE),
    epsilon: native('epsilon', '', () => float(1e-7)),
    backend: native('backend', '', () => str('tensorflow')),
    enable_unsafe_deserialization: native('enable_unsafe_deserialization', '', () => NONE),
  },
  mixed_precision: { set_global_policy: native('set_global_policy', 'policy', () => NONE) },
};

/** A decorator that leaves what it decorates as it is. */
const decorator = native('decorator', 'decorated', (a) => a.get('decorated'));

/** What Keras 3's own model code imports besides: decorators, checks and downloads that change no shape. */
const internals: Readonly<Record<string, Record<string, Value>>> = {
  api_export: { keras_export: native('keras_export', 'path', () => decorator) },
  'ops.operation_utils': { get_source_inputs: native('get_source_inputs', 'tensor', (a) => list([a.get('tensor')])) },
  'utils.file_utils': { get_file: native('get_file', '*args, **kwargs', (_a, cx) => cx.unknown('a downloaded file')) },
  'layers.layer': layers,
};

const ROOTS = [
  'keras',
  'tensorflow.keras',
  'tensorflow.python.keras',
  'tf_keras',
  'tensorflow.compat.v1.keras',
  'tensorflow.contrib.keras',
  'tensorflow.contrib.keras.api.keras',
];

/** keras.applications is plain model code: it is read from the installed package. */
const interpreted = { applications: 'keras.applications' };

export const modules: LibraryModule[] = [
  // TensorFlow 2 has the optimizers in its root as well.
  { name: 'tensorflow.optimizers', attrs: optimizers },
  { name: 'tensorflow.optimizers.schedules', attrs: schedules },
  ...ROOTS.flatMap((root) =>
    Object.entries(parts).map(([name, attrs]) =>
      name
        ? { name: `${root}.${name}`, attrs: root === 'keras' && attrs === layers ? packageLayers : attrs }
        : { name: root, attrs, interpreted },
    ),
  ),
  ...Object.entries({ ...parts, ...internals }).map(([name, attrs]) =>
    name
      ? { name: `keras.src.${name}`, attrs }
      : { name: 'keras.src', attrs, interpreted: { applications: 'keras.src.applications' } },
  ),
];
