/** All that the rules say (`Saying`), in Chinese. */
import { SHAPE_SAYINGS_ZH } from '../../shape/explain/sayings.zh';

export const SAYINGS_ZH: Readonly<Record<string, string>> = { ...SHAPE_SAYINGS_ZH };
