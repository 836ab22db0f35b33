// The production bundles: what users get is what is started and tested.
import path from 'node:path';
import { root } from './lib/paths.mjs';
import { must, say } from './lib/process.mjs';

/** Builds dist/ in production mode; throws with webpack's message when that fails. */
export async function build() {
  say('Building …');
  const webpack = path.join(root, 'node_modules', 'webpack-cli', 'bin', 'cli.js');
  await must(process.execPath, [webpack, '--mode', 'production'], { cwd: root, label: 'webpack' });
}
