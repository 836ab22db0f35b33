/** The model of einops: its modules, by dotted name. */
import type { LibraryModule } from '../../python/interpreter/native';
import { exceptions } from '../../python/builtins/exceptions';
import { functions } from './functions';
import { flaxLayers, kerasLayers, torchLayers, VERSION } from './layers';

/** Refusals are raised as the RuntimeError that EinopsError derives from. */
const EinopsError = exceptions.RuntimeError;

export const modules: LibraryModule[] = [
  { name: 'einops', attrs: { ...functions, EinopsError, __version__: VERSION } },
  { name: 'einops.einops', attrs: { ...functions, EinopsError } },
  { name: 'einops.layers', attrs: {} },
  { name: 'einops.layers.torch', attrs: torchLayers },
  { name: 'einops.layers.keras', attrs: kerasLayers },
  { name: 'einops.layers.tensorflow', attrs: kerasLayers },
  { name: 'einops.layers.flax', attrs: flaxLayers },
];
