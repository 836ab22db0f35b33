/** Code lenses: what a model class of the file takes, gives and costs. */
import { tensorsIn } from '../python/interpreter';
import type { Analysis } from './analyse';
import { briefCount, briefText } from './brief';
import type { InputOrigin } from './inputs/given';
import { callsWithin, countParameters, totalMacs } from './layers';
import { modelsOf } from './models';

export interface Lens {
  /** The name in `class Name`. */
  start: number;
  end: number;
  className: string;
  title: string;
  /** Where the sizes come from: those that nobody gave can be pinned. */
  origin: InputOrigin;
}

/** One lens for each class of the file whose objects were called as models. */
export function lensesOf(analysis: Analysis): Lens[] {
  return modelsOf(analysis).flatMap(({ name, definition, call, calls, origin }): Lens[] => {
    if (!definition || !call.instance) return [];
    const params = countParameters(call.instance);
    const macs = totalMacs(callsWithin(call, analysis.ip.recorder.calls));
    const inputs = call.inputs.filter((value) => tensorsIn([value]).length > 0).map(briefText);
    const parts = [
      `${inputs.join(', ') || '?'} → ${call.failure || !call.output ? '?' : briefText(call.output)}`,
      ...briefCount(params, 'params'),
      ...(macs === 0 ? [] : briefCount(macs, 'MACs')),
      ...(calls > 1 ? [`${calls} calls`] : []),
    ];
    return [{ ...definition.nameSpan, className: name, title: parts.join(' · '), origin }];
  });
}
