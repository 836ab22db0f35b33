import type { MapRef } from '../../src/compute/atlas/structure';
import type { ConvProblem } from '../../src/compute/problem';
import type { Cursor } from './viewState';
import { t } from './words';

/** `output 3`, `kernel of output 3`. */
export function mapText({ kind, channel }: MapRef): string {
  return t({ input: 'input {0}', output: 'output {0}', kernel: 'kernel of output {0}' }[kind], channel);
}

/** `output 3 [40, 12]`: slice, row and column of a volume, whose slices stand below each other. */
export function placeText({ axes }: ConvProblem, { kind, channel, row, column }: Cursor): string {
  const rows = axes.length === 3 ? axes[1][kind] : undefined;
  const place = axes.length === 1 ? [column] : rows ? [Math.floor(row / rows), row % rows, column] : [row, column];
  return `${mapText({ kind, channel })} [${place.join(', ')}]`;
}
