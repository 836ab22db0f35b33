/** Code lenses: what a model takes, gives and costs. */
import { tensorsIn } from '../python/interpreter';
import type { Analysis } from './analyse';
import type { Language } from '../shape';
import { briefMacs, briefParams, briefText } from './brief';
import type { InputOrigin } from './inputs/given';
import { hoverWords } from './language';
import { callsWithin, countParameters, totalMacs } from './layers';
import { modelsOf } from './models';

export interface Lens {
  /** The name in `class Name`, or the call that makes the model. */
  start: number;
  end: number;
  /** What the model is called here. */
  model: string;
  title: string;
  /** Where the sizes come from: for a class of the file, those that nobody gave can be pinned. */
  origin: InputOrigin;
  isClass: boolean;
}

/** One lens for each class of the file whose objects were called, and for each model of another file or of Keras that it makes. */
export function lensesOf(analysis: Analysis, language: Language = 'en'): Lens[] {
  const words = hoverWords(language);
  return modelsOf(analysis).flatMap((model): Lens[] => {
    const { name, definition, site, call, calls, origin } = model;
    if (!call.instance || site.file !== analysis.file) return [];
    const params = countParameters(call.instance);
    const macs = totalMacs(model.within ?? callsWithin(call, analysis.ip.recorder.calls));
    const inputs = call.inputs.filter((value) => tensorsIn([value]).length > 0).map(briefText);
    const parts = [
      `${inputs.join(', ') || '?'} → ${call.failure || !call.output ? '?' : briefText(call.output)}`,
      ...briefParams(params, words.params),
      ...briefMacs(macs),
      ...(calls > 1 ? [words.calls(calls)] : []),
    ];
    return [
      {
        start: site.start,
        end: site.end,
        model: name,
        title: parts.join(' · '),
        origin,
        isClass: definition !== undefined,
      },
    ];
  });
}
