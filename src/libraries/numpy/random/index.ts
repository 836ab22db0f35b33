/** The attributes of `numpy.random`. */
import type { Value } from '../../../python/interpreter/values';
import { generators } from './generator';
import { legacy } from './legacy';

export const random: Record<string, Value> = { ...legacy, ...generators };
