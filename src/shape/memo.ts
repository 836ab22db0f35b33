/** Remembers what pure functions of sizes gave: after an edit almost every layer asks for the plan it had before. */
import type { Dim } from './types';

/**
 * The same function, remembering its latest results. A request with a size that is not known is never remembered:
 * two unknown sizes of the same text need not be equal.
 * @param most results that are kept; the oldest half is let go when there are more
 */
export function remembered<Request extends object, Result>(
  compute: (request: Request) => Result,
  most: number,
): (request: Request) => Result {
  const results = new Map<string, Result>();
  return (request) => {
    const key = keyOf(request);
    if (key === undefined) return compute(request);
    if (results.has(key)) return results.get(key)!;
    const result = compute(request);
    results.set(key, result);
    if (results.size > most) for (const old of [...results.keys()].slice(0, most / 2)) results.delete(old);
    return result;
  };
}

/** A text that is equal for equal values only: JSON, with expressions by their canonical key. */
function keyOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isDim(value)) return value.kind === 'symbolic' ? `<${value.key}>` : undefined;
  let text = Array.isArray(value) ? '[' : '{';
  for (const [name, part] of Object.entries(value)) {
    const key = keyOf(part);
    if (key === undefined) return undefined;
    text += Array.isArray(value) ? `${key},` : `${name}:${key},`;
  }
  return text;
}

const isDim = (value: object): value is Exclude<Dim, number> =>
  'kind' in value && (value.kind === 'symbolic' || value.kind === 'unknown');
