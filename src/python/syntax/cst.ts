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
  /** Offsets in UTF-16 units. Tokens that are not `named` carry their parent's start and an end of -1. */
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
    const root = readNode(cursor, kinds, comments, withMissing, 0, cursor.nodeTypeId);
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
  parentStart: number,
  id: number,
): CstNode {
  const named = id >= kinds.named.length || kinds.named[id];
  const missing = withMissing && cursor.nodeIsMissing;
  if (!named) {
    return { type: kinds.type[id], named, start: parentStart, end: -1, children: NO_CHILDREN, missing };
  }
  // The error node's id lies outside the grammar's table.
  const type = id >= kinds.type.length ? 'ERROR' : kinds.type[id];
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  let children = NO_CHILDREN;
  if (!kinds.leaf[id] && cursor.gotoFirstChild()) {
    const list: CstNode[] = [];
    do {
      const childId = cursor.nodeTypeId;
      if (childId === kinds.comment) {
        comments.push({
          type: 'comment',
          named: true,
          start: cursor.startIndex,
          end: cursor.endIndex,
          children: NO_CHILDREN,
          missing: false,
        });
      } else if (childId !== kinds.continuation) {
        list.push(readNode(cursor, kinds, comments, withMissing, start, childId));
      }
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    children = list;
  }
  return { type, named, start, end, children, missing };
}
