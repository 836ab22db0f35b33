// A loopback server: the benchmark's page, and the peers' packages as they are published.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../../scripts/lib/paths.mjs';
import { peersFolder } from './peers.mjs';

const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

/** Bundles the page with the engine of `src/compute` in it, minified as the product's bundles are, and serves it. */
export async function startServer() {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'page/index.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    alias: { 'gpu.js': path.join(root, 'node_modules/gpu.js/dist/gpu-browser.min.js') },
    logLevel: 'error',
  });
  const script = outputFiles[0].contents;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const send = (type, body) => response.writeHead(200, { 'content-type': type }).end(body);
    if (pathname === '/') return send('text/html', '<!doctype html><meta charset="utf-8"><title>bench:gpu</title>');
    if (pathname === '/page.js') return send('text/javascript', script);
    const file = peerFile(pathname);
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

function peerFile(pathname) {
  if (!pathname.startsWith('/peers/')) return undefined;
  const file = path.join(peersFolder, pathname.slice('/peers/'.length));
  return file.startsWith(peersFolder + path.sep) && existsSync(file) ? file : undefined;
}
