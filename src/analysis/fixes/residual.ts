/** Quick fix: the padding of the convolutions on one branch, so that both branches of a sum are of the same size. */
import type { CallRecord } from '../../python/interpreter';
import { tensorsIn } from '../../python/interpreter';
import type { TensorValue } from '../../python/interpreter/values';
import { equalDims } from '../../shape';
import type { Analysis } from '../analyse';
import { constructorCall } from './constructorCall';
import type { Edit, Fix } from './edits';
import { keepSize } from './padding';

/** For `x + self.conv(x)` and its like: `sum` is the call that was refused. */
export function residualPadding(analysis: Analysis, sum: CallRecord): Fix | undefined {
  const [a, b] = tensorsIn(sum.inputs);
  return a && b && (branchPadding(analysis, a, b) ?? branchPadding(analysis, b, a));
}

/**
 * From a tensor back along its branch to where it was as large as the other: the padding of all convolutions that
 * made it smaller. Undefined where one of them cannot keep the size, or something else made it smaller.
 */
function branchPadding(analysis: Analysis, branch: TensorValue, other: TensorValue): Fix | undefined {
  const { calls } = analysis.ip.recorder;
  const fixes: Fix[] = [];
  let made = branch;
  for (let i = calls.length - 1; i >= 0 && !sameSize(made, other); i--) {
    const call = calls[i];
    if (call.kind === 'model' || !call.output || !tensorsIn([call.output]).includes(made)) continue;
    const [before, ...others] = tensorsIn(call.inputs);
    if (!before || others.length > 0 || before === made) return undefined;
    if (!sameSize(before, made)) {
      const layer = call.instance && constructorCall(analysis, call.instance);
      const fix = layer && keepSize(layer);
      if (!fix) return undefined;
      fixes.push(fix);
    }
    made = before;
  }
  if (fixes.length === 0 || !sameSize(made, other)) return undefined;
  const edits = new Map<string, Edit>(fixes.flatMap((f) => f.edits.map((e) => [`${e.file}:${e.start}`, e] as const)));
  const subject = [...new Set(fixes.map((fix) => fix.subject))].join(', ');
  return { kind: 'padding', subject, edits: [...edits.values()], preferred: false };
}

/** Whether height, width and so on are certainly equal, channels first. */
function sameSize(a: TensorValue, b: TensorValue): boolean {
  if (!a.shape || a.shape.length !== b.shape?.length || a.shape.length < 3) return false;
  return a.shape.slice(2).every((size, i) => equalDims(size, b.shape![i + 2]) === true);
}
