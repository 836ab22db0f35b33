/** One argument of a constructor call, written anew. */
import { argumentFor, literalOf, type ConstructorCall } from './constructorCall';
import type { Edit } from './edits';

/**
 * Writes a literal in the place of the one that stands there, for all axes at once or alike for each, or adds the argument by name behind the others.
 * Undefined where something else than a literal stands there: what is computed means more than its value of today.
 */
export function writeArgument(call: ConstructorCall, parameter: string, text: string): Edit | undefined {
  const given = argumentFor(call, parameter);
  const { file } = call;
  if (given) {
    const { value } = given;
    const sizes = value.kind === 'tuple' || value.kind === 'list' ? value.elements : [value];
    const isAlike = sizes.every((size) => literalOf(size) === literalOf(sizes[0]) && literalOf(size) !== undefined);
    const isLiteral = isAlike || (value.kind === 'constant' && value.value.type === 'str');
    return isLiteral ? { file, start: value.start, end: value.end, text } : undefined;
  }
  const last = [...call.node.args, ...call.node.keywords].sort((a, b) => a.start - b.start).at(-1);
  return last && { file, start: last.end, end: last.end, text: `, ${parameter}=${text}` };
}
