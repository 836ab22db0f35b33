/**
 * Where the parser's two WebAssembly files are, and how their bytes are read. The bundles carry both files
 * beside themselves; in tests they lie in node_modules; a web worker is told their URLs.
 */

/** The runtime of tree-sitter, and the grammar of Python compiled for it. */
export const RUNTIME_WASM = 'web-tree-sitter.wasm';
export const GRAMMAR_WASM = 'tree-sitter-python.wasm';

/** Gives the path or URL of one of the two files. */
export type LocateWasm = (file: string) => string;

/**
 * Gives Node's own modules; absent in a browser. Asked at run time (Node 20.16, 22.3), it keeps them out of the
 * bundler's sight, so that one source serves node and web bundles alike.
 */
const builtin = globalThis.process?.getBuiltinModule;

/** Beside the running bundle, else in the installed packages. */
export function locateWasmInNode(file: string): string {
  const path = builtin?.('node:path');
  const fs = builtin?.('node:fs');
  const module = builtin?.('node:module');
  if (!path || !fs || !module) {
    throw new Error(`${file} cannot be located here: pass its URL to loadParser.`);
  }
  const folder = typeof __dirname === 'string' ? __dirname : process.cwd();
  const beside = path.join(folder, file);
  if (fs.existsSync(beside)) return beside;
  const packageName = file.replace(/\.wasm$/, '');
  return module.createRequire(path.join(folder, 'index.js')).resolve(`${packageName}/${file}`);
}

/**
 * The bytes of a file on disk or behind a URL.
 * @throws when the file cannot be read; the message names it.
 */
export async function readWasm(location: string): Promise<Uint8Array> {
  const fs = builtin?.('node:fs');
  if (fs && !/^(https?|blob|data):/.test(location)) return fs.promises.readFile(location);
  const response = await fetch(location);
  if (!response.ok) {
    throw new Error(`${location} answered ${response.status}: the Python parser needs this file.`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
