// The libraries that ConvLens is compared with: a package.json of their own, installed when they are first needed.
import path from 'node:path';
import { ensureInstalled } from '../../scripts/ensure-dependencies.mjs';

export const peersFolder = path.join(import.meta.dirname, 'node_modules');

/** True when the peers are there; without a registry ConvLens is measured alone, and that is said. */
export async function installPeers() {
  try {
    await ensureInstalled(import.meta.dirname, ['--ignore-scripts']);
    return true;
  } catch (error) {
    console.log(`The peers could not be installed, so there is nothing to compare with:\n${error.message}`);
    return false;
  }
}
