// The stages of `npm test`, in order. Each resolves to `{ passed, failed, skipped }`; name some of them
// after `npm test --` to run only those.
import { check } from './check.mjs';
import { renderer } from './renderer.mjs';
import { vitest } from './vitest.mjs';
import { vscode } from './vscode.mjs';
import { web } from './web.mjs';

export const stages = {
  types: () => check('typescript/bin/tsc', ['--noEmit', '-p', '.']),
  lint: () => check('eslint/bin/eslint.js', ['.']),
  format: () => check('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  unit: () => vitest('vitest.config.ts', 'unit'),
  renderer,
  vscode,
  web,
};
