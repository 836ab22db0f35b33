import type { MapRef } from '../../src/compute/atlas/structure';

/** What stands with the large map: nothing, another map of its kind and their difference, or the input below it. */
export type Company =
  | { readonly kind: 'alone' }
  | { readonly kind: 'beside'; readonly channel: number }
  | { readonly kind: 'over'; readonly input: number; readonly opacity: number };

/** A map that is shown large in the place of all maps. */
export interface Stage {
  readonly map: MapRef;
  readonly company: Company;
}

export const ALONE: Company = { kind: 'alone' };

/** The stage without what does not exist (any more). */
export function boundStage(stage: Stage, exists: (map: MapRef) => boolean): Stage | undefined {
  const { map, company } = stage;
  if (!exists(map)) return undefined;
  const whole =
    company.kind === 'alone' ||
    (company.kind === 'beside' && exists({ kind: map.kind, channel: company.channel })) ||
    (company.kind === 'over' && exists({ kind: 'input', channel: company.input }));
  return whole ? stage : { map, company: ALONE };
}
