import { Language, Parser } from 'web-tree-sitter';
import { type CstNode, readTree } from './cst';
import { GRAMMAR_WASM, type LocateWasm, RUNTIME_WASM, locateWasmInNode, readWasm } from './wasmFiles';

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
 * @param locate path or URL of a WebAssembly file; needed only where the files are neither beside the bundle
 *   nor in node_modules (a web worker).
 */
export function loadParser(locate: LocateWasm = locateWasmInNode): Promise<void> {
  loading ??= load(locate).catch((error: unknown) => {
    // A failed attempt must not stand in the way of the next one.
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(locate: LocateWasm): Promise<void> {
  const [runtime, grammar] = await Promise.all([RUNTIME_WASM, GRAMMAR_WASM].map((file) => readWasm(locate(file))));
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
  if (!loaded) throw new Error('The Python parser is not loaded: await loadParser() first.');
  const tree = loaded.parser.parse(source);
  if (!tree) throw new Error('The Python parser gave no tree.');
  try {
    return { ...readTree(tree, loaded.language), hasError: tree.rootNode.hasError };
  } finally {
    tree.delete();
  }
}
