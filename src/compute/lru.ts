/** Things kept by key up to a total weight, the least recently used thrown away first. */
export interface Lru<V> {
  get(key: string): V | undefined;
  /** Puts what was not there; what was put last stays even when it alone is over the limit. */
  set(key: string, value: V, weight?: number): void;
  clear(): void;
}

/**
 * @param limit the weights of all that is kept together; a thing weighs 1 unless told.
 * @param dispose called with everything that is thrown away.
 */
export function createLru<V>(limit: number, dispose: (value: V) => void): Lru<V> {
  const entries = new Map<string, { value: V; weight: number }>();
  let total = 0;
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, weight = 1) {
      entries.set(key, { value, weight });
      total += weight;
      for (const [oldest, entry] of entries) {
        if (total <= limit || oldest === key) break;
        entries.delete(oldest);
        total -= entry.weight;
        dispose(entry.value);
      }
    },
    clear() {
      for (const { value } of entries.values()) dispose(value);
      entries.clear();
      total = 0;
    },
  };
}
