import type { AtlasSection, AtlasStructure } from './structure';
import { type MapStatistics, livenessOf } from './statistics';

/** By what maps are sorted; `structure` is the order of their channels. */
export const ORDERS = ['structure', 'mean', 'std', 'min', 'max'] as const;
export type Order = (typeof ORDERS)[number];

/** Which maps are shown, by what they hold. */
export const SELECTIONS = ['all', 'alive', 'dead', 'odd'] as const;
export type Selection = (typeof SELECTIONS)[number];

/** How output maps are chosen and ordered. */
export interface Arrangement {
  readonly order: Order;
  /** Largest first; the order by structure has one direction only. */
  readonly descending: boolean;
  /** Sort across group borders: one run of maps, no groups. Otherwise each group is sorted in itself. */
  readonly across: boolean;
  readonly selection: Selection;
}

export const BY_STRUCTURE: Arrangement = { order: 'structure', descending: true, across: false, selection: 'all' };

/** Whether an arrangement leaves every map at its place. */
export function isPlain({ order, selection }: Arrangement): boolean {
  return order === 'structure' && selection === 'all';
}

/**
 * The same structure with its outputs sorted and chosen. Groups keep their borders and inputs; a group of which
 * no output is left goes. Sorted across groups, the outputs stand in one section, inputs follow in another.
 */
export function arrange(
  structure: AtlasStructure,
  arrangement: Arrangement,
  statistics: (output: number) => MapStatistics,
): AtlasStructure {
  if (isPlain(arrangement)) return structure;
  const { sections } = structure;
  const pick = (outputs: readonly number[]): number[] => sorted(outputs, arrangement, statistics);
  if (arrangement.order !== 'structure' && arrangement.across && sections.some((section) => section.framed)) {
    const all = { framed: false, kernels: sections.some((section) => section.kernels) };
    const outputs = pick(sections.flatMap((section) => section.outputs));
    const inputs = sections.flatMap((section) => section.inputs);
    return {
      ...structure,
      sections: [
        { ...all, title: `output, ${counted(outputs.length)}: sorted across groups`, inputs: [], outputs },
        { ...all, title: `input, ${counted(inputs.length)}`, inputs, outputs: [] },
      ],
    };
  }
  const chosen = sections.map((section): AtlasSection => ({ ...section, outputs: pick(section.outputs) }));
  return {
    ...structure,
    sections: chosen.filter(({ outputs }, i) => outputs.length > 0 || !sections[i].outputs.length),
  };
}

function counted(channels: number): string {
  return channels === 1 ? '1 channel' : `${channels} channels`;
}

function sorted(
  outputs: readonly number[],
  { order, descending, selection }: Arrangement,
  statistics: (output: number) => MapStatistics,
): number[] {
  const chosen = outputs.filter((output) => isSelected(statistics(output), selection));
  if (order === 'structure') return chosen;
  const sign = descending ? -1 : 1;
  // Maps without a finite number come last, whatever the direction; equals keep their order.
  const key = (output: number): number => {
    const number = sign * statistics(output)[order];
    return Number.isFinite(number) ? number : Infinity;
  };
  const keys = new Map(chosen.map((output) => [output, key(output)]));
  return chosen.sort((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : keys.get(a)! > keys.get(b)! ? 1 : a - b));
}

function isSelected(statistics: MapStatistics, selection: Selection): boolean {
  if (selection === 'all') return true;
  const liveness = livenessOf(statistics);
  if (selection === 'dead') return liveness === 'zero' || liveness === 'constant';
  return liveness === selection;
}
