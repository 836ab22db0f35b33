/** Models made of other models: clones, and what was saved in a file (keras/src/models/cloning.py and saving, Keras 3.15). */
import type { Context } from '../../../python/interpreter/context';
import { native } from '../../../python/interpreter/native';
import { NONE, type InstanceValue, type Value } from '../../../python/interpreter/values';
import { copyOf, modelFromJson } from '../configs';
import { isLayer } from '../layer';

/** Models by the paths that the program saved them to. */
const saved = (cx: Context): Map<string, InstanceValue> =>
  cx.session('keras.saved', () => new Map<string, InstanceValue>());

/** `model.save(path)`. */
export const save = native('save', 'self, filepath=None, *args, **kwargs', (a, cx) => {
  const [model, path] = [a.get('self'), a.str('filepath')];
  // A folder is the format of Keras 2 only.
  if (path !== undefined && /\.(keras|h5|hdf5)$/.test(path) && isLayer(model)) saved(cx).set(path, model);
  return NONE;
});

export const copyFunctions: Record<string, Value> = {
  model_from_json: modelFromJson,
  clone_model: native('clone_model', 'model, input_tensors=None, clone_function=None, *args, **kwargs', (a, cx) => {
    const model = a.get('model');
    const isPlain = a.isNone('input_tensors') && a.isNone('clone_function');
    return isPlain && isLayer(model) && model.cls.isNative ? copyOf(model) : cx.unknown('the clone of a model');
  }),
  load_model: native('load_model', 'filepath, *args, **kwargs', (a, cx) => {
    const model = saved(cx).get(a.str('filepath') ?? '');
    return model ? copyOf(model) : cx.unknown('a model that is read from a file');
  }),
};
