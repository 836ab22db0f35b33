type Visited = Record<string, unknown> & { start?: number; end?: number };

/** Calls back for every object of a tree, an outer one before those it holds. */
export function forEachNode(tree: unknown, visit: (node: Visited) => void): void {
  if (typeof tree !== 'object' || tree === null) return;
  if (Array.isArray(tree)) {
    for (const item of tree) forEachNode(item, visit);
    return;
  }
  const node = tree as Visited;
  visit(node);
  for (const key in node) forEachNode(node[key], visit);
}

/** Moves every span of a tree that was just built, in place. */
export function moveSpans(tree: unknown, startOf: (offset: number) => number, endOf: (offset: number) => number): void {
  forEachNode(tree, (node) => {
    if (typeof node.start !== 'number' || typeof node.end !== 'number') return;
    const start = startOf(node.start);
    // An empty node stays empty; what was put in has no width in the source.
    node.end = node.end > node.start ? Math.max(start, endOf(node.end)) : start;
    node.start = start;
  });
}

/** A copy of a tree with every span moved by the same distance. */
export function movedCopy<T>(tree: T, distance: number): T {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((item: unknown) => movedCopy(item, distance)) as T;
  const copy: Visited = {};
  for (const key in tree) copy[key] = movedCopy<unknown>(tree[key], distance);
  if (typeof copy.start === 'number') copy.start += distance;
  if (typeof copy.end === 'number') copy.end += distance;
  return copy as T;
}

/** Moves every span of a tree that was just built by the same distance, in place. */
export function shiftSpans(tree: unknown, distance: number): void {
  const shift = (offset: number) => offset + distance;
  if (distance !== 0) moveSpans(tree, shift, shift);
}
