/**
 * Quick fix: the mean of every map instead of all its places. A Dense layer behind Flatten has a weight for every place, so the
 * places must be counted when the model is built; a mean has one number per map, whatever the size of the image.
 */
import { frameworkOf } from '../../libraries/inputs';
import { isNumber } from '../../shape';
import { tensorsIn, type CallRecord } from '../../python/interpreter';
import type { Analysis } from '../analyse';
import { constructorCall, renamedClass } from './constructorCall';
import type { Fix } from './edits';

/** `Flatten()` in front of the layer that was refused, as `GlobalAveragePooling2D()`. */
export function globalPooling(analysis: Analysis, refused: CallRecord): Fix | undefined {
  const [input] = tensorsIn(refused.inputs);
  const flatten = analysis.ip.recorder.calls.findLast(({ output }) => output && tensorsIn([output]).includes(input));
  if (!flatten?.instance || flatten.op !== 'Flatten' || frameworkOf(flatten.instance.cls) !== 'keras') return undefined;
  const shape = tensorsIn(flatten.inputs)[0]?.shape;
  const rank = (shape?.length ?? 0) - 2;
  const channels = shape?.at(-1);
  const call = constructorCall(analysis, flatten.instance);
  if (rank < 1 || rank > 3 || channels === undefined || !isNumber(channels) || !call) return undefined;
  // Settings of Flatten may say another layout; they are not carried over.
  if (call.node.args.length > 0 || call.node.keywords.length > 0) return undefined;
  const name = `GlobalAveragePooling${rank}D`;
  const rename = renamedClass(analysis, call, name);
  return rename && { kind: 'pool', subject: name, edits: [rename], preferred: false };
}
