// The folder that the suites inside VS Code open.
import { cpSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { examples, root } from '../lib/paths.mjs';

/** The tests write into their folder; what they start from are the fixtures and the examples that users get. */
export function copyWorkspace() {
  const workspace = mkdtempSync(path.join(os.tmpdir(), 'convlens-workspace-'));
  cpSync(path.join(root, 'test', 'vscode', 'workspace'), workspace, { recursive: true });
  cpSync(path.join(root, 'test', 'vscode', 'environments'), path.join(workspace, 'environments'), { recursive: true });
  cpSync(examples, path.join(workspace, 'examples'), { recursive: true });
  return workspace;
}
