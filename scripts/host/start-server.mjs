// Starts the VS Code server on a free loopback port and says under which address a folder is opened.
import path from 'node:path';
import { ensureServer } from './ensure-server.mjs';
import { ensureSettings } from './settings.mjs';
import { start, stop } from '../lib/process.mjs';

const listening = /listening on (\d+)/;
const startLimit = 60_000;

/**
 * Starts the server; `data` is the folder for its settings and state, `extensions` that of the extensions which are
 * installed in it, `env` is added to its environment, `settings` to the user's settings.
 * Resolves, once it listens, to `{ url(folder, payload), stop() }`, where `payload` is a list of
 * `[key, value]` pairs for the workbench.
 */
export async function startServer({
  data,
  extensions = path.join(data, 'extensions'),
  env = {},
  settings = {},
  log = () => {},
}) {
  const { node, main } = await ensureServer();
  const userData = path.join(data, 'user');
  ensureSettings(userData, settings);
  const options = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token'];
  options.push('--accept-server-license-terms', '--enable-smoke-test-driver');
  options.push('--user-data-dir', userData, '--server-data-dir', path.join(data, 'server'));
  options.push('--extensions-dir', extensions);
  options.push('--telemetry-level', 'off', '--disable-telemetry', '--disable-workspace-trust', '--disable-experiments');
  const child = start(node, [main, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const port = await portOf(child, log);
  const authority = `127.0.0.1:${port}`;
  return {
    url: (folder, payload = []) => {
      const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
      return `http://${authority}/?${query}`;
    },
    remotePath: (file) => `vscode-remote://${authority}${file}`,
    stop: () => stop(child),
    ended: new Promise((resolve) => child.once('exit', resolve)),
  };
}

function portOf(child, log) {
  return new Promise((resolve, reject) => {
    let output = '';
    const limit = setTimeout(() => fail(`did not listen within ${startLimit / 1000} s`), startLimit);
    const fail = (why) => {
      clearTimeout(limit);
      stop(child);
      reject(new Error(`The VS Code server ${why}:\n${output}`));
    };
    const read = (data) => {
      log(data.toString());
      output = (output + data).slice(-4_000);
      const match = listening.exec(output);
      if (!match) return;
      clearTimeout(limit);
      resolve(Number(match[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with code ${code}`));
  });
}
