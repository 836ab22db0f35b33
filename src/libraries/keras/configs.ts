/** Configurations: what a layer or model was made of, to make another one (keras/src/saving, Keras 3.15). */
import type { Context } from '../../python/interpreter/context';
import { classMethod, native } from '../../python/interpreter/native';
import { InstanceValue, type Value } from '../../python/interpreter/values';

/** A layer with the same settings. What the program does to the weights of one is not told apart from the other's. */
export function copyOf(layer: InstanceValue): InstanceValue {
  const copy = new InstanceValue(layer.cls);
  copy.native = layer.native;
  copy.site = layer.site;
  for (const [name, value] of layer.attrs) copy.attrs.set(name, value);
  return copy;
}

/** Whose configuration a dictionary or a text is. */
const sources = (cx: Context): Map<Value, InstanceValue> =>
  cx.session('keras.configs', () => new Map<Value, InstanceValue>());

/** Hands out a configuration of a layer. */
export function configOf(cx: Context, layer: Value, config: Value): Value {
  if (layer.kind === 'instance') sources(cx).set(config, layer);
  return config;
}

/**
 * What is made of a configuration that the program has not changed: a model as it was, or a layer that has no weights
 * yet. Classes of the program's own may read their configuration as they like.
 */
function made(cx: Context, config: Value): Value {
  const source = sources(cx).get(config);
  const isWhole = config.kind !== 'dict' || config.entries.size === 1;
  if (!source?.cls.isNative || !isWhole) return cx.unknown('what is made of a configuration');
  const built = source.attrs.get('built');
  const isModel = source.cls.lookup('summary') !== undefined;
  const isFresh = built?.kind === 'bool' && !built.value;
  return isModel || isFresh ? copyOf(source) : cx.unknown('what is made of a configuration');
}

/** `Layer.from_config(config)`, `Model.from_config(config)`: a class of the program's own is called with what the configuration holds. */
export const fromConfig = classMethod(
  native('from_config', 'cls, config, custom_objects=None', (a, cx) => {
    const [cls, config] = [a.get('cls'), a.get('config')];
    if (cls.kind !== 'class' || cls.isNative || config.kind !== 'dict' || config.open) return made(cx, config);
    const kwargs = new Map<string, Value>();
    for (const { key, value } of config.entries.values()) {
      if (key.kind !== 'str') return cx.unknown('what is made of a configuration');
      // How a number type is written down differs between the versions of Keras, and is the one by default nearly always.
      if (key.value !== 'dtype' || value.kind !== 'unknown') kwargs.set(key.value, value);
    }
    return cx.call(cls, [], kwargs);
  }),
);

/** `keras.models.model_from_json(text)`. */
export const modelFromJson = native('model_from_json', 'json_string, custom_objects=None', (a, cx) =>
  made(cx, a.get('json_string')),
);
