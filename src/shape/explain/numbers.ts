import { isNumber } from '../dim';
import { formatDim } from '../format';
import type { Dim } from '../types';

/** A count with thousands separators: `73,728`; expressions as they are, unknown as `?`. */
export function formatCount(value: Dim): string {
  return isNumber(value) ? value.toLocaleString('en-US') : formatDim(value);
}

const UNITS = ['', ' k', ' M', ' G', ' T', ' P'] as const;

/** A large number with three digits and a unit: `57.8 M`, `1.81 G`; below a thousand as it is. */
export function formatLarge(value: Dim): string {
  if (!isNumber(value)) return formatDim(value);
  let unit = 0;
  let scaled = value;
  while (Number(scaled.toPrecision(3)) >= 1000 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return unit === 0 ? String(value) : `${threeDigits(scaled)}${UNITS[unit]}`;
}

/** 57.80 → 57.8, 118.01 → 118, 1.814 → 1.81. */
function threeDigits(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}
