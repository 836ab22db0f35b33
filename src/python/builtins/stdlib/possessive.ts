/**
 * Possessive quantifiers (`a*+`, `(…)?+`, new in Python 3.11), which JavaScript lacks: what such a quantifier matches is
 * never given back. A lookahead is not entered again either, so `(?=(?<own>a*))\k<own>` is the same.
 */

/** Names of the groups that are added. */
const OWN = '__possessive';

const POSSESSIVE = /(?:[*+?]|\{\d*,?\d*\})\+/y;

/** The place just behind a character class or a group that begins at a place. */
function endOf(source: string, from: number): number {
  let depth = 0;
  for (let i = from; i < source.length; i++) {
    const c = source[i];
    if (c === '\\') i++;
    else if (c === '[') i = classEnd(source, i) - 1;
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return i + 1;
    if (depth === 0) return i + 1;
  }
  return source.length;
}

function classEnd(source: string, from: number): number {
  let i = from + 1;
  if (source[i] === '^') i++;
  if (source[i] === ']') i++;
  while (i < source.length && source[i] !== ']') i += source[i] === '\\' ? 2 : 1;
  return i + 1;
}

/**
 * A pattern without possessive quantifiers that matches the same; undefined where it has groups that go by number,
 * which the added groups would change.
 */
export function possessive(source: string): string | undefined {
  let added = 0;
  const rewrite = (text: string): string => {
    let out = '';
    for (let i = 0; i < text.length;) {
      const end = endOf(text, i);
      const atom = text[i] === '(' ? rewriteGroup(text.slice(i, end)) : text.slice(i, end);
      POSSESSIVE.lastIndex = end;
      const quantifier = POSSESSIVE.exec(text)?.[0];
      if (quantifier) {
        const name = `${OWN}${added++}`;
        out += `(?=(?<${name}>${atom}${quantifier.slice(0, -1)}))\\k<${name}>`;
      } else out += atom;
      i = end + (quantifier?.length ?? 0);
    }
    return out;
  };
  const rewriteGroup = (group: string): string => {
    const opening = /^\((?:\?(?:<\w+>|:|=|!|<=|<!))?/.exec(group)![0];
    return opening + rewrite(group.slice(opening.length, -1)) + ')';
  };
  const result = rewrite(source);
  const isNumbered = /(?<!\\)\((?!\?)/.test(source.replace(/\[(?:\\.|[^\]\\])*\]/g, ''));
  return added > 0 && isNumbered ? undefined : result;
}

/** A match without the groups that were added. */
export function ownGroups(m: RegExpExecArray): RegExpExecArray {
  const names = Object.keys(m.groups ?? {});
  if (!names.some((name) => name.startsWith(OWN))) return m;
  // All groups have names here, and groups go by number in the order of their names.
  const kept = names.flatMap((name, i) => (name.startsWith(OWN) ? [] : [i + 1]));
  const pick = <T>(of: ArrayLike<T>): T[] => [0, ...kept].map((i) => of[i]);
  const named = <T>(of: Record<string, T> | undefined) =>
    of && Object.fromEntries(Object.entries(of).filter(([name]) => !name.startsWith(OWN)));
  const indices = m.indices && Object.assign(pick(m.indices), { groups: named(m.indices.groups) });
  return Object.assign(pick(m), {
    index: m.index,
    input: m.input,
    groups: named(m.groups),
    indices,
  }) as RegExpExecArray;
}
