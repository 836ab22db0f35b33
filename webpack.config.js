// Bundles from one source tree: the extension, the language server and its engine's thread, the notebook kernel, the command line (node),
// the same extension, server and kernel for VS Code in a browser (web workers), and the notebook renderer (browser, ES module). Tests run
// the production output of this file.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { DefinePlugin } = require('webpack');
const CopyPlugin = require('copy-webpack-plugin');
const { EsbuildPlugin } = require('esbuild-loader');

const out = path.join(__dirname, 'dist');

/** Settings every bundle shares; esbuild transpiles and minifies, `npm run types` checks. */
function base(mode, target) {
  return {
    mode,
    devtool: mode === 'production' ? false : 'source-map',
    resolve: {
      extensions: ['.ts', '.tsx', '.js'],
      // The CommonJS build: in the other one webpack would put the build machine's path for import.meta.url,
      // which is not even a valid path on Windows.
      alias: { 'web-tree-sitter$': require.resolve('web-tree-sitter') },
    },
    module: {
      rules: [
        { test: /\.tsx?$/, loader: 'esbuild-loader', options: { target } },
        { test: /\.css$/, type: 'asset/source' },
        { test: /\.webp$/, type: 'asset/inline' },
      ],
    },
    optimization: { minimizer: [new EsbuildPlugin({ target })] },
    performance: { hints: false },
    stats: 'errors-warnings',
  };
}

function nodeBundle(mode, name, entry, extra = {}) {
  return {
    ...base(mode, 'node20'),
    name,
    target: 'node20',
    entry: { [name]: entry },
    output: { path: out, filename: '[name].js', libraryTarget: 'commonjs2' },
    externals: { vscode: 'commonjs vscode' },
    ...extra,
  };
}

/** What runs in a worker of a browser is one file: a worker loads no other. */
function webBundle(mode, name, entry, library = {}) {
  const { resolve, module, ...rest } = base(mode, 'es2022');
  return {
    ...rest,
    module: { ...module, parser: { javascript: { dynamicImportMode: 'eager' } } },
    name: `web/${name}`,
    target: 'webworker',
    entry: { [name]: entry },
    output: { path: path.join(out, 'web'), filename: '[name].js', ...library },
    resolve: { ...resolve, fallback: { fs: false, 'fs/promises': false, module: false, path: false } },
    externals: { vscode: 'commonjs vscode' },
  };
}

/** The grammar and the parser's runtime, loaded by path beside the bundle. */
const wasmFiles = [
  require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
  require.resolve('tree-sitter-python/tree-sitter-python.wasm'),
];
const wasm = new CopyPlugin({ patterns: wasmFiles.map((from) => ({ from, to: out })) });

/** All that decides which tree a source is read as: trees that are kept hold for this version only. */
function syntaxVersion() {
  const folder = path.join(__dirname, 'src/python/syntax');
  const files = fs
    .readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name));
  const hash = createHash('sha256');
  for (const file of [...files, ...wasmFiles]) hash.update(fs.readFileSync(file));
  return hash.digest('hex');
}
const syntax = new DefinePlugin({ SYNTAX_VERSION: JSON.stringify(syntaxVersion()) });

module.exports = (_env, { mode = 'production' } = {}) => [
  nodeBundle(mode, 'extension', './src/extension/extension.node.ts'),
  nodeBundle(mode, 'server', './src/server/main.node.ts'),
  nodeBundle(mode, 'engine', './src/server/engine.node.ts', { plugins: [wasm, syntax] }),
  nodeBundle(mode, 'kernel', './src/extension/kernel/worker.node.ts'),
  webBundle(mode, 'extension', './src/extension/extension.web.ts', { libraryTarget: 'commonjs' }),
  webBundle(mode, 'server', './src/server/engine.web.ts'),
  webBundle(mode, 'kernel', './src/extension/kernel/worker.web.ts'),
  nodeBundle(mode, 'cli', './src/cli/launch.ts'),
  nodeBundle(mode, 'cli.main', './src/cli/main.ts', { plugins: [syntax] }),
  {
    ...base(mode, 'es2022'),
    name: 'summary',
    target: 'web',
    entry: { summary: './renderers/summary/index.tsx' },
    output: { path: out, filename: '[name].js' },
  },
  {
    ...base(mode, 'es2022'),
    name: 'renderer',
    target: 'web',
    module: {
      rules: [
        ...base(mode, 'es2022').module.rules,
        // These layers are pure, so what the renderer does not use of them stays out of its bundle.
        { test: /[\\/]src[\\/](compute|shape|protocol)[\\/]/, sideEffects: false },
      ],
    },
    entry: { renderer: './renderers/index.tsx' },
    experiments: { outputModule: true },
    output: {
      path: out,
      filename: '[name].js',
      chunkFilename: 'renderer.[name].js',
      library: { type: 'module' },
      // The webview loads the renderer from a resource URL of its own making: chunks are found beside it.
      publicPath: 'auto',
    },
    optimization: {
      // Left to itself the minifier wraps code for browsers into a function, and the exports are gone.
      minimizer: [new EsbuildPlugin({ target: 'es2022', format: 'esm' })],
      // Names that stay, so that no chunk of an earlier build is left beside the new ones.
      chunkIds: 'named',
      splitChunks: { cacheGroups: { gpujs: { test: /[\\/]gpu\.js[\\/]/, name: 'gpujs', chunks: 'async' } } },
    },
    resolve: {
      extensions: ['.ts', '.tsx', '.js'],
      // gpu.js's own browser build; its package's entry pulls in Node's WebGL and WebGPU bindings.
      alias: { 'gpu.js$': require.resolve('gpu.js/dist/gpu-browser.min.js') },
    },
  },
];
