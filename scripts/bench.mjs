// `npm run bench`: how fast the engine answers, on this machine in this run. Needs a production build
// (`npm run build`) and torchvision's sources (fetched by the truth tests into .cache/sources).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const rpc = require('vscode-jsonrpc/node');

const root = resolve(import.meta.dirname, '..');
const cli = join(root, 'dist/cli.js');
const torchvision = join(root, '.cache/sources/torchvision/usr/lib/python3/dist-packages');
const truth = join(root, 'test/truth/data/torchvision');

const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];
const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`.padStart(9);

/**
 * `trace` of each recorded model as a whole process: the first that this machine ever sees, and the median of three
 * that find what it has kept (the compiled command line, the trees of libraries).
 */
function coldTraces() {
  console.log('cold trace, whole process'.padEnd(30), '    first', '    later (median of 3)');
  const folder = mkdtempSync(join(tmpdir(), 'convlens-bench-'));
  const main = join(folder, 'main.py');
  writeFileSync(main, 'import torchvision\n');
  for (const file of readdirSync(truth)) {
    const { expr, input } = JSON.parse(readFileSync(join(truth, file), 'utf8'));
    const inputs = input.flatMap((shape) => ['--input', shape.join(',')]);
    const args = [cli, 'trace', main, '--call', expr, ...inputs, '--python-path', torchvision, '--json'];
    const cache = mkdtempSync(join(folder, 'cache-'));
    const env = { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, HOME: cache };
    const [first, ...later] = [1, 2, 3, 4].map(() => {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, args, { stdio: 'ignore', env });
      return status === 0 ? performance.now() - start : NaN;
    });
    console.log(`  ${file.replace('.json', '').padEnd(28)}${ms(first)}${ms(quantile(later, 0.5))}`);
  }
  rmSync(folder, { recursive: true });
}

/** A language client over stdio with what the measurements need. */
async function startServer(project, environment = []) {
  const child = spawn(process.execPath, [join(root, 'dist/server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = rpc.createMessageConnection(child.stdout, child.stdin);
  connection.listen();
  const folder = { uri: pathToFileURL(project).href, name: 'project' };
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: folder.uri,
    capabilities: {},
    workspaceFolders: [folder],
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('convlens/environment', { folders: environment });
  return { child, connection };
}

const open = ({ connection }, uri, text) =>
  connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'python', version: 1, text },
  });

/** From an edit to the hover that knows of it: a line is added at the end, the hover asked for at once. */
async function editToHover(server, file, text, needle) {
  const uri = pathToFileURL(file).href;
  await open(server, uri, text);
  const at = text.indexOf(needle);
  const before = text.slice(0, at).split('\n');
  const position = { line: before.length - 1, character: before.at(-1).length + 1 };
  const times = [];
  for (let i = 0; i < 40; i++) {
    const end = { line: text.split('\n').length + i, character: 0 };
    const start = performance.now();
    await server.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: i + 2 },
      contentChanges: [{ range: { start: end, end }, text: `# edit ${i}\n` }],
    });
    await server.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
    times.push(performance.now() - start);
  }
  const warm = times.slice(5);
  console.log(`  ${basename(file).padEnd(28)}median ${ms(quantile(warm, 0.5))}  p95 ${ms(quantile(warm, 0.95))}`);
}

const PROGRAM = `import torch, torchvision
model = torchvision.models.resnet50()
detector = torchvision.models.detection.retinanet_resnet50_fpn(weights=None, weights_backbone=None)
y = model(torch.randn(1, 3, 224, 224))
`;

/** The same for a program that uses the library from its environment. */
async function importingProgram() {
  const project = mkdtempSync(join(tmpdir(), 'convlens-bench-'));
  const server = await startServer(project, [torchvision]);
  await editToHover(server, join(project, 'imports_torchvision.py'), PROGRAM, 'model(torch');
  server.connection.dispose();
  server.child.kill();
  rmSync(project, { recursive: true });
}

function residentMegabytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024);
}

async function serverTimes() {
  const server = await startServer(torchvision);
  console.log('from an edit to a fresh hover');
  const read = (name) => readFileSync(join(torchvision, name), 'utf8');
  const model = (name) => join('torchvision/models', `${name}.py`);
  const edit = (name, text, needle) => editToHover(server, join(torchvision, model(name)), text, needle);
  await edit('resnet', read(model('resnet')), 'self.conv1(x)');
  await edit('densenet', read(model('densenet')), 'self.features(x)');
  const long = ['resnet', 'inception', 'swin_transformer'].map((name) => read(model(name))).join('\n');
  await edit('two_thousand_lines', long.split('\n').slice(0, 2000).join('\n'), 'self.conv1(x)');
  await importingProgram();

  const files = readdirSync(torchvision, { recursive: true })
    .filter((file) => file.endsWith('.py'))
    .slice(0, 200);
  for (const file of files) {
    const uri = pathToFileURL(join(torchvision, file)).href;
    await open(server, uri, read(file));
    await server.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 0 },
    });
  }
  if (process.platform === 'linux')
    console.log(`server memory after ${files.length} files: ${residentMegabytes(server.child.pid)} MB`);
  server.connection.dispose();
  server.child.kill();
}

if (!existsSync(cli) || !existsSync(torchvision)) {
  console.error(
    'Run `npm run build` and `npx vitest run test/truth/torchvision.test.ts` first: they make what is measured.',
  );
  process.exit(2);
}
await serverTimes();
if (!process.argv.includes('--server')) coldTraces();
