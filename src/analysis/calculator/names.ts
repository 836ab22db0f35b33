/** The names that may stand in the calculator without their module. */
import { nearestName } from '../../python/interpreter/nearNames';
import { engineOptions } from '../engine';

/** Modules whose layers and functions are known by their own names alone; where several have one, the first. */
export const OPEN_MODULES = ['torch.nn', 'keras.layers', 'torch.nn.functional', 'tensorflow.nn'] as const;
export type OpenModule = (typeof OPEN_MODULES)[number];

function namesOf(module: OpenModule): readonly string[] {
  const attrs = engineOptions().libraries.get(module)?.attrs;
  return Object.keys(typeof attrs === 'function' ? attrs() : (attrs ?? {}));
}

/** The module that a bare name is taken from. */
export function moduleOf(name: string): OpenModule | undefined {
  return OPEN_MODULES.find((module) => namesOf(module).includes(name));
}

/** The name that was meant by one that nothing has: other capitals, or one or two letters amiss. */
export function nearName(text: string): string | undefined {
  const wrong = /^[A-Za-z_]\w*/.exec(text)?.[0];
  if (!wrong) return undefined;
  return nearestName(wrong, OPEN_MODULES.flatMap(namesOf));
}
