/** In which order the cells of a notebook are read. */
import { boundNames, type NotebookSource } from '../python/syntax';
import type * as ast from '../python/syntax/ast';

/** A name that a cell has read although no cell before it has bound it. */
export interface MissingName {
  name: string;
  cell: number;
}

/** By cell, the cells that have been executed before it. */
export type Needs = ReadonlyMap<number, ReadonlySet<number>>;

/** The statements of each cell, in the order of the cells. */
export function cellBodies(body: readonly ast.Stmt[], { cells }: NotebookSource): ast.Stmt[][] {
  const bodies: ast.Stmt[][] = cells.map(() => []);
  let cell = 0;
  for (const statement of body) {
    while (cell + 1 < cells.length && cells[cell + 1].start <= statement.start) cell++;
    bodies[cell].push(statement);
  }
  return bodies;
}

/**
 * What cells need of others: a cell that reads a name which only cells behind it bind has been executed after the
 * first one of these.
 * @param missing the names that were not bound when the cells were read in the order that `known` gives
 * @returns `known` and what is new; `known` itself where nothing is
 */
export function needsOf(missing: readonly MissingName[], bodies: readonly ast.Stmt[][], known: Needs): Needs {
  const bound = bodies.map(boundNames);
  const order = orderOf(bodies.length, known);
  const needs = new Map([...known].map(([cell, others]) => [cell, new Set(others)]));
  let isNew = false;
  for (const { name, cell } of missing) {
    const maker = order.slice(order.indexOf(cell) + 1).find((behind) => bound[behind].has(name));
    const others = needs.get(cell) ?? new Set();
    if (maker === undefined || others.has(maker)) continue;
    needs.set(cell, others.add(maker));
    isNew = true;
  }
  return isNew ? needs : known;
}

/**
 * The cells in their order, but what a cell needs right before it: it is seldom the one cell that was executed late,
 * and often a cell of functions that was executed first. Of cells that need each other, the upper one comes first.
 * @returns their numbers, from 0
 */
export function orderOf(count: number, needs: Needs): number[] {
  const order = new Set<number>();
  const asked = new Set<number>();
  const place = (cell: number): void => {
    if (asked.has(cell)) return;
    asked.add(cell);
    [...(needs.get(cell) ?? [])].sort((a, b) => a - b).forEach(place);
    order.add(cell);
  };
  for (let cell = 0; cell < count; cell++) place(cell);
  return [...order];
}
