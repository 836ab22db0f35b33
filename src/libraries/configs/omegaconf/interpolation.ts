/** `${…}`: paths to other values, absolute and relative, and resolvers with arguments (omegaconf 2.3, grammar). */
import { literalOf } from '../../../python/builtins/stdlib/others';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { DictValue, NONE, str, tuple, type Value } from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';
import { MISSING, isNode, itemsOf, parentOf, put, rawAt, rawsOf, rootOf, type Node } from './nodes';

/** The functions that a program registers, by name. */
export const resolvers = (cx: Context): Map<string, Value> =>
  cx.session('omegaconf resolvers', () => new Map<string, Value>());

/** Gives every text of a tree that stands for another value that value. */
export function resolveAll(cx: Context, node: Node): void {
  for (const { node: owner, key, text } of rawsOf(rootOf(node)))
    put(cx, owner, key, valueOf(cx, owner, text, new Set([`${text}`])));
}

/** A piece of a text: as it is written, or what stands in `${…}`. */
interface Piece {
  text: string;
  isReference: boolean;
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  for (let i = 0; i < text.length; i++) {
    if (text.startsWith('\\${', i)) {
      plain += '${';
      i += 2;
    } else if (text.startsWith('${', i)) {
      const end = closing(text, i + 2);
      if (plain) pieces.push({ text: plain, isReference: false });
      plain = '';
      pieces.push({ text: text.slice(i + 2, end), isReference: true });
      i = end;
    } else plain += text[i];
  }
  if (plain) pieces.push({ text: plain, isReference: false });
  return pieces;
}

/** Where the brace that was opened before a place is closed. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return text.length;
}

/** What a text stands for. @param asked texts that are being resolved: one that asks for itself has no value */
function valueOf(cx: Context, node: Node, text: string, asked: ReadonlySet<string>): Value {
  if (text === MISSING) return cx.unknown('the configuration leaves it to be given');
  const pieces = piecesOf(text);
  const values = pieces.map((piece) => (piece.isReference ? reference(cx, node, piece.text, asked) : str(piece.text)));
  if (values.length === 1) return values[0];
  const lost = values.find((value) => value.kind === 'unknown');
  return lost ?? str(values.map((value) => cx.str(value)).join(''));
}

function reference(cx: Context, node: Node, content: string, asked: ReadonlySet<string>): Value {
  const call = /^\s*([A-Za-z_][\w.]*)\s*:(.*)$/s.exec(content);
  if (call) return resolved(cx, node, call[1], argumentsOf(cx, node, call[2], asked));
  const path = content.includes('${') ? valueOf(cx, node, content, asked) : str(content);
  if (path.kind !== 'str') return path.kind === 'unknown' ? path : cx.unknown('which value is meant is not known');
  return (
    found(cx, node, path.value.trim(), asked) ?? cx.unknown(said`no value of the configuration is named ${path.value}`)
  );
}

/** The value at a path as interpolations write it: `a.b[0]` from the root, `.a` beside, `..a` one level further up. */
function found(cx: Context, node: Node, path: string, asked: ReadonlySet<string>): Value | undefined {
  const dots = /^\.*/.exec(path)![0].length;
  let start: Node | undefined = dots > 0 ? node : rootOf(node);
  for (let up = 1; up < dots && start; up++) start = parentOf(start);
  return start && select(cx, start, path.slice(dots), asked);
}

/** The value at a path below a node; undefined where there is none. */
export function select(
  cx: Context,
  start: Node,
  path: string,
  asked: ReadonlySet<string> = new Set(),
): Value | undefined {
  let at: Value = start;
  for (const name of path.split(/[.[\]]+/).filter(Boolean)) {
    if (at.kind === 'unknown') return at;
    if (!isNode(at)) return undefined;
    const owner: Node = at;
    const item: { key: Value; value: Value } | undefined = itemsOf(owner).find(({ key }) => cx.str(key) === name);
    if (!item) return owner.open;
    const raw = rawAt(cx, owner, item.key);
    if (raw === undefined) at = item.value;
    else if (asked.has(raw)) at = cx.unknown(said`${raw} stands for itself`);
    else at = valueOf(cx, owner, raw, new Set([...asked, raw]));
  }
  return at;
}

// ── Resolvers ──────────────────────────────────────────────────────────────────────────────────

/** Arguments as they are separated by commas outside of quotes and brackets. */
function argumentsOf(cx: Context, node: Node, text: string, asked: ReadonlySet<string>): Value[] {
  const parts: string[] = [];
  let [part, depth, quote] = ['', 0, ''];
  for (const c of text) {
    if (quote) quote = c === quote ? '' : quote;
    else if (c === "'" || c === '"') quote = c;
    else if ('{[('.includes(c)) depth++;
    else if ('}])'.includes(c)) depth--;
    if (c === ',' && depth === 0 && !quote) {
      parts.push(part);
      part = '';
    } else part += c;
  }
  if (part.trim() || parts.length > 0) parts.push(part);
  return parts.map((each) => argument(cx, node, each.trim(), asked));
}

function argument(cx: Context, node: Node, text: string, asked: ReadonlySet<string>): Value {
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  const inner = quoted ? quoted[2] : text;
  if (inner.includes('${')) return valueOf(cx, node, inner, asked);
  if (quoted) return str(inner);
  const constant = { null: 'None', true: 'True', false: 'False' }[text.toLowerCase()];
  try {
    return literalOf(cx, constant ?? text);
  } catch (error) {
    if (error instanceof PyError) return str(text);
    throw error;
  }
}

function resolved(cx: Context, node: Node, name: string, args: Value[]): Value {
  const own = resolvers(cx).get(name);
  if (own) return cx.call(own, args);
  const [first, second] = args;
  switch (name) {
    case 'oc.env':
    case 'env':
      return cx.unknown(said`it is read from the environment variable ${first ? cx.str(first) : '?'}`);
    case 'oc.select':
      return (first?.kind === 'str' ? found(cx, node, first.value, new Set()) : first) ?? second ?? NONE;
    case 'oc.dict.keys':
    case 'oc.dict.values': {
      const of = first?.kind === 'str' ? found(cx, node, first.value, new Set()) : first;
      if (!(of instanceof DictValue)) return cx.unknown('which value is meant is not known');
      return tuple([...of.entries.values()].map(({ key, value }) => (name.endsWith('keys') ? key : value)));
    }
  }
  return cx.unknown(said`what the resolver ${name} gives is not known`);
}
