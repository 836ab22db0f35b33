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
