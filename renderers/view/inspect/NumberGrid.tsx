import { GAP, INSIDE } from '../../../src/compute/arithmetic';
import { colorStep, colorTable } from '../../../src/compute/atlas/colors';
import { formatAligned } from '../../model/format';
import type { GridProps } from './HeatGrid';

/** A grid of numbers on their colours, as a table that can be read and copied. */
export function NumberGrid(props: GridProps & { name: string }) {
  const { rows, columns, numbers, scale, range, places, slices = rows, name } = props;
  const texts = formatAligned(numbers);
  const table = colorTable(scale);
  const cellOf = (tap: number) => {
    const place = places?.[tap] ?? INSIDE;
    if (place !== INSIDE) {
      return <td class="cl-hatch">{place === GAP ? '' : numbers[tap] === 0 ? '0' : texts[tap]}</td>;
    }
    const step = colorStep(numbers[tap], range);
    return <td style={step < 0 ? undefined : inkOn(table, step)}>{texts[tap]}</td>;
  };
  return (
    <table class="cl-numbers">
      <caption>{name}</caption>
      {Array.from({ length: Math.ceil(rows / slices) }, (_, slice) => (
        <tbody>
          {Array.from({ length: slices }, (__, row) => (
            <tr>
              {Array.from({ length: columns }, (___, column) => cellOf((slice * slices + row) * columns + column))}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** A colour as background with the ink that can be read on it. */
export function inkOn(table: Uint8Array, step: number): { background: string; color: string } {
  const [red, green, blue] = table.subarray(step * 3, step * 3 + 3);
  return { background: `rgb(${red},${green},${blue})`, color: isLight(red, green, blue) ? '#000' : '#fff' };
}

/** Whether black reads better on a colour than white: by its relative luminance (WCAG 2, where both contrast alike). */
export function isLight(red: number, green: number, blue: number): boolean {
  const linear = (byte: number): number => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > 0.179;
}
