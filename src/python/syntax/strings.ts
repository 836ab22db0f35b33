import type { ConstantExpr, ErrorExpr, Expr, FStringExpr } from './ast';
import type { CstNode } from './cst';
import { decodeEscapes, normalizeNewlines } from './escapes';

type Part = FStringExpr['parts'][number];
type LowerExpr = (node: CstNode) => Expr;

/** One literal of possibly several adjacent ones. */
interface Literal {
  bytes: boolean;
  parts: Part[];
}

/**
 * A string node, or adjacent string nodes joined: a constant where everything is known text, else an f-string.
 * @param lower lowers the expression in a replacement field.
 */
export function lowerStrings(source: string, node: CstNode, lower: LowerExpr): ConstantExpr | FStringExpr {
  const nodes = node.type === 'concatenated_string' ? node.children.filter((child) => child.type === 'string') : [node];
  const literals = nodes.map((literal) => lowerLiteral(source, literal, lower));
  const parts = mergeText(literals.flatMap((literal) => literal.parts));
  const { start, end } = node;
  const formatted = nodes.some((literal) => isFormatted(prefixOf(source, literal)));
  if (!formatted && parts.every((part) => part.type === 'text')) {
    const value = parts.map((part) => part.value).join('');
    return { kind: 'constant', start, end, value: { type: literals[0].bytes ? 'bytes' : 'str', value } };
  }
  return { kind: 'fstring', start, end, parts };
}

function prefixOf(source: string, literal: CstNode): string {
  const opening = literal.children[0];
  return source
    .slice(opening.start, opening.end)
    .replace(/['"]+$/, '')
    .toLowerCase();
}

function isFormatted(prefix: string): boolean {
  // Template strings (PEP 750) have the fields of f-strings.
  return prefix.includes('f') || prefix.includes('t');
}

function lowerLiteral(source: string, literal: CstNode, lower: LowerExpr): Literal {
  const prefix = prefixOf(source, literal);
  const opening = literal.children[0];
  const bytes = prefix.includes('b');
  const raw = prefix.includes('r');
  const from = opening.end;
  // The grammar counts a backslash before the closing quotes of a raw string as part of them.
  const to = literal.end - (opening.end - opening.start - prefix.length);
  if (!isFormatted(prefix)) {
    return { bytes, parts: decodeText(source, from, to, raw, bytes) };
  }
  const fields = literal.children.filter((child) => child.type === 'interpolation');
  return { bytes, parts: formattedParts(source, from, to, fields, raw, lower) };
}

/** The text between replacement fields, and the fields. */
function formattedParts(
  source: string,
  from: number,
  to: number,
  fields: readonly CstNode[],
  raw: boolean,
  lower: LowerExpr,
): Part[] {
  const parts: Part[] = [];
  let at = from;
  for (const field of fields) {
    parts.push(...formattedText(source, at, field.start, raw), ...lowerField(source, field, raw, lower));
    at = field.end;
  }
  parts.push(...formattedText(source, at, to, raw));
  return parts;
}

/** Doubled braces stand for one. They are undone piece by piece, so that `\N{…}` keeps its own. */
function formattedText(source: string, from: number, to: number, raw: boolean): Part[] {
  return decodeText(source, from, to, raw, false).map((part) =>
    part.type === 'text' ? { ...part, value: part.value.replace(/\{\{/g, '{').replace(/\}\}/g, '}') } : part,
  );
}

function decodeText(source: string, from: number, to: number, raw: boolean, bytes: boolean): Part[] {
  const text = source.slice(from, to);
  if (raw) return [{ type: 'text', value: normalizeNewlines(text) }];
  const parts: Part[] = [];
  decodeEscapes(text, bytes).forEach((piece, i) => {
    if (i > 0) parts.push({ type: 'field', value: unknownCharacter(text, from, to) });
    parts.push({ type: 'text', value: piece });
  });
  return parts;
}

function unknownCharacter(text: string, start: number, end: number): ErrorExpr {
  return { kind: 'error', start, end, text: /\\N\{[^}]*\}/.exec(text)?.[0] ?? text };
}

/** `{value = !r:spec}`. `debugText` is the text up to the `=` and the blanks behind it, as CPython shows it. */
function lowerField(source: string, field: CstNode, raw: boolean, lower: LowerExpr): Part[] {
  const expression = field.children.find((child) => child.named);
  if (!expression) return [];
  const conversionNode = field.children.find((child) => child.type === 'type_conversion');
  const specNode = field.children.find((child) => child.type === 'format_specifier');
  const part: Part = { type: 'field', value: lower(expression) };
  if (conversionNode) {
    part.conversion = source.slice(conversionNode.start, conversionNode.end).replace('!', '').trim() as 'r' | 's' | 'a';
  }
  if (specNode) part.spec = lowerSpec(source, specNode, raw, lower);
  if (field.children.some((child) => child.type === '=')) {
    const end = conversionNode?.start ?? specNode?.start ?? field.end - 1;
    part.debugText = normalizeNewlines(source.slice(field.start + 1, end));
    if (!part.conversion && !part.spec) part.conversion = 'r';
  }
  return [part];
}

function lowerSpec(source: string, spec: CstNode, raw: boolean, lower: LowerExpr): FStringExpr {
  const { start, end } = spec;
  const fields = spec.children.filter((child) => child.type === 'format_expression');
  return {
    kind: 'fstring',
    start,
    end,
    parts: mergeText(formattedParts(source, start + 1, end, fields, raw, lower)),
  };
}

/** Neighbouring text is one part, and empty text none, as in CPython's tree. */
function mergeText(parts: readonly Part[]): Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged[merged.length - 1];
    if (part.type === 'text' && part.value === '') continue;
    if (part.type === 'text' && last?.type === 'text') last.value += part.value;
    else merged.push(part.type === 'text' ? { ...part } : part);
  }
  return merged;
}
