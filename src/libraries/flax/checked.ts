/** Layers of Flax refuse arguments that they do not take, and to be made or called without those that they need. */
import type { Parameter } from '../../python/interpreter/native';
import { NativeFunction } from '../../python/interpreter/values';
import { needKnown, needRequired } from '../common/callArguments';

const hasDefault = (parameter: Parameter): boolean => parameter.default !== undefined || /^var/.test(parameter.type);

/**
 * A method of a layer whose arguments are checked.
 * @param parameters without `self`
 */
export function checked(layer: string, parameters: readonly Parameter[], method: NativeFunction): NativeFunction {
  const made = new NativeFunction(method.name, (cx, call) => {
    if (!cx.isSupposing) {
      const given = { args: call.args.slice(1), kwargs: call.kwargs };
      needKnown(layer, parameters, given);
      needRequired(layer, parameters, given, hasDefault);
    }
    return method.impl(cx, call);
  });
  made.signature = method.signature;
  return made;
}
