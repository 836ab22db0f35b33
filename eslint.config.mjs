// The lint rules. The one that matters: imports point down the list of layers only (design: "The house").
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';

/** From the top of the house to its foundation: a layer may import what stands below it. */
const layers = ['extension', 'server', 'cli', 'analysis', 'libraries', 'python', 'compute', 'shape', 'protocol'];
/** Layers that are neighbours on one floor: neither may import the other. */
const apart = [
  ['extension', 'server'],
  ['extension', 'cli'],
  ['server', 'cli'],
];

const zones = layers.flatMap((layer, floor) => {
  const above = layers.slice(0, floor);
  const beside = apart.filter((pair) => pair.includes(layer)).map((pair) => pair.find((p) => p !== layer));
  return [...new Set([...above, ...beside])].map((from) => ({
    target: `./src/${layer}`,
    from: `./src/${from}`,
    message: `src/${layer} must not import src/${from}: arrows point down only (ARCHITECTURE.md).`,
  }));
});
const rendererZones = layers
  .filter((layer) => !['compute', 'shape', 'protocol'].includes(layer))
  .map((from) => ({
    target: './renderers',
    from: `./src/${from}`,
    message: 'renderers import compute, shape and protocol only (ARCHITECTURE.md).',
  }));

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'coverage', 'test-results', '.cache', 'webpack.config.js'] },
  ...tseslint.configs.recommended,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: [...zones, ...rendererZones] }],
      'import-x/no-cycle': ['error', { maxDepth: 4, ignoreExternal: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'renderers/**/*.{ts,tsx}'],
    ignores: ['src/extension/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'vscode', message: 'Only src/extension imports vscode.' }] },
      ],
    },
  },
  { files: ['scripts/**', 'test/**', 'src/cli/**'], rules: { 'no-console': 'off' } },
  { files: ['test/vscode/extensions/**'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
