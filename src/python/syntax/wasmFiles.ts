/**
 * The parser's two WebAssembly files. The bundles carry both beside themselves; in tests they lie in node_modules; a worker in a
 * browser is handed them.
 */

/** The runtime of tree-sitter, and the grammar of Python compiled for it. */
export const RUNTIME_WASM = 'web-tree-sitter.wasm';
export const GRAMMAR_WASM = 'tree-sitter-python.wasm';

/** Gives the bytes of one of the two files. */
export type ReadWasm = (file: string) => Uint8Array | Promise<Uint8Array>;

/**
 * Gives Node's own modules; absent in a browser. Asked at run time (Node 20.16, 22.3), it keeps them out of the
 * bundler's sight, so that one source serves node and web bundles alike.
 */
const builtin = globalThis.process?.getBuiltinModule;

/** From beside the running bundle, else from the installed packages. */
export function readWasmInNode(file: string): Promise<Uint8Array> {
  const [path, fs, module] = [builtin?.('node:path'), builtin?.('node:fs'), builtin?.('node:module')];
  if (!path || !fs || !module) throw new Error(`${file} cannot be read here: pass loadParser what gives its bytes.`);
  const folder = typeof __dirname === 'string' ? __dirname : process.cwd();
  const beside = path.join(folder, file);
  if (fs.existsSync(beside)) return fs.promises.readFile(beside);
  const packageName = file.replace(/\.wasm$/, '');
  const installed = module.createRequire(path.join(folder, 'index.js')).resolve(`${packageName}/${file}`);
  return fs.promises.readFile(installed);
}
