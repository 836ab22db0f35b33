// `npm start`: from a fresh clone to VS Code on media/examples, with the extension loaded.
import path from 'node:path';
import { build } from './build.mjs';
import { ensureDependencies } from './ensure-dependencies.mjs';
import { cache, examples, root } from './lib/paths.mjs';
import { say, start, stopAllOnExit, which } from './lib/process.mjs';

stopAllOnExit();
const data = path.join(cache, 'vscode-user');
try {
  await ensureDependencies();
  await build();
  const { fetchedCode, installedCode } = await import('./host/desktop.mjs');
  const wantsServer = process.env.CONVLENS_HOST === 'server';
  const desktop = wantsServer ? undefined : (installedCode() ?? (await fetchedCode()));
  process.exitCode = await (desktop ? openDesktop(desktop) : openServer());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function openDesktop(executable) {
  const { rootArguments } = await import('./host/desktop.mjs');
  say(`Opening ${examples} in VS Code. Ctrl-C, or closing its window, ends this.`);
  const options = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, ...rootArguments(data)];
  return ended(start(executable, [...options, examples]));
}

async function openServer() {
  say('There is no desktop VS Code to open here: using VS Code as a server, in your browser.');
  const { startServer } = await import('./host/start-server.mjs');
  const server = await startServer({ data });
  const url = server.url(examples, [['extensionDevelopmentPath', server.remotePath(root)]]);
  say(`\nVS Code is ready at\n\n    ${url}\n\nCtrl-C stops it.`);
  showInBrowser(url);
  return server.ended;
}

/** Opens the user's own browser where there is a screen; the printed address serves everyone else. */
function showInBrowser(url) {
  if (process.platform === 'darwin') start('open', [url], { stdio: 'ignore' });
  else if (process.platform === 'win32') start('explorer', [url], { stdio: 'ignore' });
  else if ((process.env.DISPLAY || process.env.WAYLAND_DISPLAY) && which('xdg-open')) {
    start('xdg-open', [url], { stdio: 'ignore' });
  }
}

function ended(child) {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 0)));
}
