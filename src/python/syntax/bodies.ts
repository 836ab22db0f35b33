import type { FunctionDef, Span, Stmt } from './ast';
import { readSource } from './lower';
import type { OutlinedFunction } from './outline';
import { type Piece, rewrite } from './pieces';
import { forEachNode, moveSpans, shiftSpans } from './spans';

/** Stands for the body of a function while what is around it is read. */
const STAND_IN = '0';

/**
 * Reads statements with the bodies of their functions left out, then has them filled in.
 * @param fill gives a function its body; false where that does not parse
 * @returns undefined where the statements do not parse
 */
export function readAround(
  source: string,
  span: Span,
  functions: readonly OutlinedFunction[],
  fill: (node: FunctionDef, outlined: OutlinedFunction) => boolean,
): Stmt[] | undefined {
  const { text, startOf, endOf } = withoutBodies(source, span, functions);
  const body = readSource(text)?.body;
  if (!body) return undefined;
  moveSpans(body, startOf, endOf);
  const found = functionsIn(body, functions);
  return found.length === functions.length && found.every(([node, one]) => fill(node, one)) ? body : undefined;
}

function withoutBodies(source: string, { start, end }: Span, functions: readonly OutlinedFunction[]) {
  const pieces: Piece[] = [];
  let from = start;
  for (const one of functions) {
    pieces.push({ start: from, end: one.bodyStart }, { at: one.bodyStart, text: STAND_IN });
    from = one.end;
  }
  const { text, startOf, endOf } = rewrite(source, [...pieces, { start: from, end }, { at: end, text: '\n' }]);
  const ends = new Map(functions.map((one) => [one.bodyStart, one.end]));
  // What ends with the stand-in ends with the body.
  const behindBody = (offset: number) => ends.get(endOf(offset)) ?? endOf(offset);
  return { text, startOf, endOf: behindBody };
}

/** The nodes of outlined functions. */
export function functionsIn(
  body: readonly Stmt[],
  outlined: readonly OutlinedFunction[],
): [FunctionDef, OutlinedFunction][] {
  if (outlined.length === 0) return [];
  const byStart = new Map(outlined.map((one) => [one.start, one]));
  const found: [FunctionDef, OutlinedFunction][] = [];
  forEachNode(body, (node) => {
    const one = node.kind === 'function' ? byStart.get(node.start ?? -1) : undefined;
    if (one) found.push([node as unknown as FunctionDef, one]);
  });
  return found;
}

/** Reads statements that begin a line; undefined where they do not parse. */
export function readSpan(source: string, { start, end }: Span): Stmt[] | undefined {
  const body = readSource(`${source.slice(start, end)}\n`)?.body;
  shiftSpans(body, start);
  return body;
}
