/** The model of JAX: its modules, by dotted name. */
import type { LibraryModule } from '../../python/interpreter/native';
import { signalFunctions } from './signal';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { int, list, NONE, str, type Value } from '../../python/interpreter/values';
import { sym } from '../../shape';
import { activations } from './activations';
import { derivatives } from './derivatives';
import { fft } from './fft';
import { segments } from './segments';
import { rootSharding, sharding } from './sharding';
import { arrayClass } from './arrays';
import { image } from './image';
import { initializers } from './initializers';
import { lax } from './lax';
import './methods';
import { laxLinalg } from './matrices';
import { jaxLinalg, jaxNumpy } from './numpy';
import { tree, treeUtil } from './pytree';
import { random } from './random';
import { mapCoordinates, scipyLinalg, special, statsModules } from './scipy';
import { shardMap, transforms } from './transforms';

/** The version whose rules are followed. */
const VERSION = '0.10.2';

const device = nativeClass('jax', 'Device', [types.object]);
/** How many devices a program finds is the machine's affair: a size with a name. */
export const deviceCount = sym('devices');
const counted = (name: string): Value => native(name, 'backend=None', () => int(deviceCount));
const devices = native('devices', 'backend=None, **kwargs', (_a, cx) => {
  const found = list([device]);
  found.open = cx.unknown('how many devices there are is not known');
  return found;
});

/** Switches that change no shape. */
const config: Value = nativeClass('jax', 'config', [types.object], {
  update: native('update', 'name, value', () => NONE),
});

const root: Record<string, Value> = {
  ...transforms,
  ...derivatives,
  ...rootSharding,
  Array: arrayClass,
  Device: device,
  config,
  devices,
  local_devices: devices,
  device_count: counted('device_count'),
  local_device_count: counted('local_device_count'),
  // One process is what a program runs in that nobody starts in several.
  process_count: native('process_count', 'backend=None', () => int(1)),
  process_index: native('process_index', 'backend=None', () => int(0)),
  default_backend: native('default_backend', '', () => str('cpu')),
  __version__: str(VERSION),
};

export const modules: LibraryModule[] = [
  { name: 'jax', attrs: root },
  { name: 'jax.numpy', attrs: jaxNumpy },
  { name: 'jax.numpy.linalg', attrs: jaxLinalg },
  { name: 'jax.numpy.fft', attrs: fft },
  { name: 'jax.sharding', attrs: sharding },
  { name: 'jax.ops', attrs: segments },
  { name: 'jax.image', attrs: image },
  { name: 'jax.lax', attrs: lax },
  { name: 'jax.lax.linalg', attrs: { ...laxLinalg } },
  { name: 'jax.nn', attrs: activations },
  { name: 'jax.nn.initializers', attrs: initializers },
  { name: 'jax.random', attrs: random },
  { name: 'jax.tree', attrs: tree },
  { name: 'jax.tree_util', attrs: treeUtil },
  { name: 'jax.scipy', attrs: {} },
  { name: 'jax.scipy.ndimage', attrs: { map_coordinates: mapCoordinates } },
  { name: 'jax.scipy.signal', attrs: { ...signalFunctions } },
  { name: 'jax.scipy.special', attrs: special },
  { name: 'jax.scipy.linalg', attrs: scipyLinalg },
  { name: 'jax.scipy.stats', attrs: {} },
  ...Object.entries(statsModules).map(([name, attrs]) => ({ name: `jax.scipy.stats.${name}`, attrs })),
  { name: 'jax.typing', attrs: { ArrayLike: arrayClass } },
  { name: 'jax.experimental', attrs: {} },
  { name: 'jax.experimental.shard_map', attrs: { shard_map: shardMap } },
];
