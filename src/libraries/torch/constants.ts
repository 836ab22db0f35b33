/** Plain values of the torch module. */
import { nativeClass } from '../../python/interpreter/native';
import { TORCH_VERSION } from './version';
import { types } from '../../python/interpreter/types';
import { float, InstanceValue, str, type Value } from '../../python/interpreter/values';

const layoutType = nativeClass('torch', 'layout', [types.object]);
const memoryFormatType = nativeClass('torch', 'memory_format', [types.object]);

function named(cls: typeof layoutType, name: string): Value {
  const value = new InstanceValue(cls);
  value.native = name;
  return value;
}

/** inf, pi, memory formats, layouts, the version that the rules follow. */
export function constantsOf(): Record<string, Value> {
  return {
    inf: float(Infinity),
    nan: float(NaN),
    pi: float(Math.PI),
    e: float(Math.E),
    __version__: str(TORCH_VERSION),
    layout: layoutType,
    memory_format: memoryFormatType,
    ...Object.fromEntries(
      ['contiguous_format', 'channels_last', 'channels_last_3d', 'preserve_format'].map((name) => [
        name,
        named(memoryFormatType, name),
      ]),
    ),
    ...Object.fromEntries(['strided', 'sparse_coo'].map((name) => [name, named(layoutType, name)])),
  };
}
