/**
 * Loops that look for lines: `for line in lines: if line.startswith('x'): …`. Libraries that search the text of their own
 * modules go through a million lines, of which a few count; the body is run for those alone.
 */
import type * as ast from '../syntax/ast';
import type { Value } from './values';

const TESTS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
};

/** Where in an element of the loop the variable of a name is: the element itself or one of its parts. */
function reader(target: ast.Expr, name: string): ((item: Value) => Value | undefined) | undefined {
  if (target.kind === 'name') return target.id === name ? (item) => item : undefined;
  if (target.kind !== 'tuple' || !target.elements.every((part) => part.kind === 'name')) return undefined;
  const count = target.elements.length;
  const at = target.elements.findLastIndex((part) => part.kind === 'name' && part.id === name);
  if (at < 0) return undefined;
  return (item) => (item.kind === 'tuple' && !item.cls && item.items.length === count ? item.items[at] : undefined);
}

/**
 * Tells of an element that the loop's body does nothing for it but bind the loop's variables; undefined for loops of
 * any other form.
 */
export function passedOver(s: ast.ForStmt): ((item: Value) => boolean) | undefined {
  const [only, ...others] = s.body;
  if (only?.kind !== 'if' || others.length > 0 || only.orelse.length > 0 || only.test.kind !== 'call') return undefined;
  const { func, args, keywords } = only.test;
  if (func.kind !== 'attribute' || func.value.kind !== 'name' || args.length !== 1 || keywords.length > 0)
    return undefined;
  const test = Object.hasOwn(TESTS, func.attr) ? TESTS[func.attr] : undefined;
  const [part] = args;
  const read = reader(s.target, func.value.id);
  if (!test || !read || part.kind !== 'constant' || part.value.type !== 'str') return undefined;
  const wanted = part.value.value;
  return (item) => {
    const value = read(item);
    return value?.kind === 'str' && !test(value.value, wanted);
  };
}
