import type { Language, Tree, TreeCursor } from 'web-tree-sitter';

/**
 * A node of tree-sitter's tree as plain data. Asking the parser costs a call into WebAssembly per question, so the
 * tree is read once, with a cursor, and only for what lowering looks at.
 */
export interface CstNode {
  /** The grammar's name of the node; for a token its text (`if`, `:`). */
  readonly type: string;
  /** True for rules of the grammar, false for keywords and punctuation. */
  readonly named: boolean;
  /** Offsets in UTF-16 units; -1 for tokens that are not `named`, whose places nobody asks for. */
  readonly start: number;
  readonly end: number;
  /** Without comments and line continuations. */
  readonly children: readonly CstNode[];
  /** True for a token that the parser made up. */
  readonly missing: boolean;
}

/** Named nodes whose inside is read from the source text, never from children. */
const TEXT_NODES = new Set([
  'identifier',
  'integer',
  'float',
  'string_start',
  'string_content',
  'string_end',
  'type_conversion',
  'import_prefix',
]);

const NO_CHILDREN: readonly CstNode[] = [];

interface KindTable {
  type: string[];
  named: boolean[];
  leaf: boolean[];
  /** One node for all tokens of a kind. */
  token: CstNode[];
  comment: number;
  continuation: number;
}

const tables = new WeakMap<Language, KindTable>();

function kindTable(language: Language): KindTable {
  let table = tables.get(language);
  if (!table) {
    const named = language.types.map((_, id) => language.nodeTypeIsNamed(id));
    table = {
      type: language.types,
      named,
      token: language.types.map((type) => ({
        type,
        named: false,
        start: -1,
        end: -1,
        children: NO_CHILDREN,
        missing: false,
      })),
      leaf: language.types.map((type, id) => !named[id] || TEXT_NODES.has(type)),
      comment: language.idForNodeType('comment', true) ?? -1,
      continuation: language.idForNodeType('line_continuation', true) ?? -1,
    };
    tables.set(language, table);
  }
  return table;
}

/** Copies a whole tree; comments are set apart. */
export function readTree(tree: Tree, language: Language): { root: CstNode; comments: CstNode[] } {
  const cursor = tree.walk();
  const kinds = kindTable(language);
  const comments: CstNode[] = [];
  const withMissing = tree.rootNode.hasError;
  try {
    const root = readNode(cursor, kinds, comments, withMissing, cursor.nodeTypeId);
    return { root, comments };
  } finally {
    cursor.delete();
  }
}

function readNode(
  cursor: TreeCursor,
  kinds: KindTable,
  comments: CstNode[],
  withMissing: boolean,
  id: number,
): CstNode {
  const missing = withMissing && cursor.nodeIsMissing;
  // The error node's id lies outside the grammar's table.
  const named = id >= kinds.named.length || kinds.named[id];
  if (!named) return missing ? { ...kinds.token[id], missing } : kinds.token[id];
  const type = id >= kinds.type.length ? 'ERROR' : kinds.type[id];
  const children = kinds.leaf[id] ? NO_CHILDREN : readChildren(cursor, kinds, comments, withMissing);
  const first = children[0];
  const last = children[children.length - 1];
  // Every question to the cursor costs; most nodes begin and end where a child does. The text at the end of a
  // format specifier is no node.
  const start = first?.named ? first.start : cursor.startIndex;
  const end = last?.named && type !== 'format_specifier' ? last.end : cursor.endIndex;
  return { type, named, start, end, children, missing };
}

function readChildren(
  cursor: TreeCursor,
  kinds: KindTable,
  comments: CstNode[],
  withMissing: boolean,
): readonly CstNode[] {
  if (!cursor.gotoFirstChild()) return NO_CHILDREN;
  const children: CstNode[] = [];
  do {
    const id = cursor.nodeTypeId;
    if (id === kinds.comment) {
      const { startIndex: start, endIndex: end } = cursor;
      comments.push({ type: 'comment', named: true, start, end, children: NO_CHILDREN, missing: false });
    } else if (id !== kinds.continuation) {
      children.push(readNode(cursor, kinds, comments, withMissing, id));
    }
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
  return children;
}
