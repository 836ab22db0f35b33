/** Code lenses: what a model class of the file takes, gives and costs. */
import { formatCount, formatLarge, isUnknown } from '../shape';
import { tensorsIn } from '../python/interpreter';
import type { Analysis } from './analyse';
import { callsWithin, countParameters, totalMacs } from './layers';
import { shapeText } from './shapes';

export interface Lens {
  /** The name in `class Name`. */
  start: number;
  end: number;
  className: string;
  title: string;
}

/** One lens for each class of the file whose objects were called as models. */
export function lensesOf(analysis: Analysis): Lens[] {
  const { calls } = analysis.ip.recorder;
  return analysis.module.body.flatMap((statement): Lens[] => {
    if (statement.kind !== 'class') return [];
    const { start, end } = statement;
    const own = calls.filter(({ instance }) => {
      const site = instance?.cls.site;
      return site?.file === analysis.file && site.start === start && site.end === end;
    });
    // The outermost call says most; a block used inside others is shown as it is used first.
    const call = own.find((c) => !c.parent) ?? own[0];
    if (!call?.instance) return [];
    const params = countParameters(call.instance);
    const macs = totalMacs(callsWithin(call, calls));
    const inputs = call.inputs.filter((value) => tensorsIn([value]).length > 0).map(shapeText);
    const parts = [
      `${inputs.join(', ')} → ${call.failure ? '?' : shapeText(call.output)}`,
      ...(isUnknown(params) ? [] : [`${formatCount(params)} params`]),
      ...(isUnknown(macs) || macs === 0 ? [] : [`${formatLarge(macs)} MACs`]),
      ...(own.length > 1 ? [`${own.length} calls`] : []),
    ];
    return [{ ...statement.nameSpan, className: statement.name, title: parts.join(' · ') }];
  });
}
