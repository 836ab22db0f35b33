import { Language, Parser, type Tree } from 'web-tree-sitter';
import { type CstNode, readTree } from './cst';
import { blankTypeParameters, hideSoftKeywords } from './grammarGaps';
import { GRAMMAR_WASM, type ReadWasm, RUNTIME_WASM, readWasmInNode } from './wasmFiles';

/** What tree-sitter made of a source. */
export interface SyntaxTree {
  root: CstNode;
  comments: CstNode[];
  /** True where some part did not parse, or a token was made up to make it parse. */
  hasError: boolean;
}

let loading: Promise<void> | undefined;
let loaded: { parser: Parser; language: Language } | undefined;

/**
 * Loads the parser; every later call waits for the first. To be awaited once before any call of `parse`.
 * @param read gives the bytes of a WebAssembly file; needed only where the files are neither beside the bundle
 *   nor in node_modules (a web worker).
 */
export function loadParser(read: ReadWasm = readWasmInNode): Promise<void> {
  loading ??= load(read).catch((error: unknown) => {
    // A failed attempt must not stand in the way of the next one.
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(read: ReadWasm): Promise<void> {
  const [runtime, grammar] = await Promise.all([RUNTIME_WASM, GRAMMAR_WASM].map(async (file) => read(file)));
  await Parser.init({ wasmBinary: runtime as Uint8Array<ArrayBuffer> });
  const language = await Language.load(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  loaded = { parser, language };
}

/**
 * Parses Python source into a concrete syntax tree. Synchronous; never fails on broken source.
 *
 * Every parse starts afresh: an incremental parse of tree-sitter may repair broken code differently depending on
 * the edits that led to it, and the same text must always give the same answer.
 * @throws when `loadParser` has not been awaited.
 */
export function parse(source: string): SyntaxTree {
  const { language } = parserOrThrow();
  return withTree(source, (tree) => ({ ...readTree(tree, language), hasError: tree.rootNode.hasError }));
}

/** The tree of a source that parses without an error; undefined for another. */
export function parseIntact(source: string): Omit<SyntaxTree, 'hasError'> | undefined {
  const { language } = parserOrThrow();
  return withTree(source, (tree) => (tree.rootNode.hasError ? undefined : readTree(tree, language)));
}

/** Whether a source parses without an error; cheaper than `parse`. */
export function parses(source: string): boolean {
  return withTree(source, (tree) => !tree.rootNode.hasError);
}

function parserOrThrow(): { parser: Parser; language: Language } {
  if (!loaded) throw new Error('The Python parser is not loaded: await loadParser() first.');
  return loaded;
}

/** Lends a tree, which lives in the memory of WebAssembly and must be freed. */
function withTree<T>(source: string, use: (tree: Tree) => T): T {
  const { parser } = parserOrThrow();
  const shown = hideSoftKeywords(source);
  let tree = parseText(parser, shown);
  try {
    if (tree.rootNode.hasError) {
      const blanked = blankTypeParameters(shown);
      if (blanked !== shown) {
        tree.delete();
        tree = parseText(parser, blanked);
      }
    }
    return use(tree);
  } finally {
    tree.delete();
  }
}

function parseText(parser: Parser, text: string): Tree {
  const tree = parser.parse(text);
  if (!tree) throw new Error('The Python parser gave no tree.');
  return tree;
}
