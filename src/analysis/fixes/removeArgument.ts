import type { ConstructorCall } from './constructorCall';
import type { Edit } from './edits';

/** Removes an argument with its comma; refuses where a comment would go with it. */
export function removeArgument(
  { file, text, node }: ConstructorCall,
  span: { start: number; end: number },
): Edit | undefined {
  const spans = [...node.args, ...node.keywords].sort((a, b) => a.start - b.start);
  const at = spans.findIndex((other) => other.start === span.start);
  const [before, after] = [spans[at - 1], spans[at + 1]];
  const start = after || !before ? span.start : before.end;
  // The last one goes with the comma before it, an only one with the comma behind it.
  const end = after ? after.start : before ? span.end : node.end - 1;
  return text.slice(start, end).includes('#') ? undefined : { file, start, end, text: '' };
}
