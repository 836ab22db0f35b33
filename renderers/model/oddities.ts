import type { Oddities } from '../../src/compute/atlas/statistics';
import { t } from './words';

/** What a map holds beside finite numbers, in signs: `NaN`, `±∞`, `NaN −∞`. */
export function oddSigns({ nan, positive, negative }: Oddities): string {
  const infinity = positive && negative ? '±∞' : positive ? '∞' : negative ? '−∞' : '';
  return [nan ? 'NaN' : '', infinity].filter(Boolean).join(' ');
}

/** The same in words. */
export function oddWords({ nan, positive, negative }: Oddities): string {
  if (positive + negative === 0) return t('holds NaN');
  return nan ? t('holds NaN and infinities') : t('holds infinities');
}
