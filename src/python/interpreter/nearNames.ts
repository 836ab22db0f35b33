/** The name that was meant by one that nothing has. */
import { distance } from 'fastest-levenshtein';

/** The nearest of `names`: other capitals, or one or two letters amiss; undefined where none is near, or the name is short. */
export function nearestName(wrong: string, names: Iterable<string>): string | undefined {
  if (wrong.length < 4) return undefined;
  const most = wrong.length < 7 ? 1 : 2;
  let nearest: string | undefined;
  let least = most + 1;
  for (const name of names) {
    if (Math.abs(name.length - wrong.length) > most || name.startsWith('_')) continue;
    // A capital is no letter amiss, but of two names the one with the same capitals is nearer.
    const apart = distance(wrong.toLowerCase(), name.toLowerCase()) + (name.startsWith(wrong[0]) ? 0 : 0.5);
    if (apart < least) [nearest, least] = [name, apart];
  }
  return nearest;
}
