// A Chromium that offers a backend: on the machine's graphics card where there is one, else in software.
import { WEBGL, WEBGPU, deviceOf, launch, openOnCard } from '../renderer/browser.mjs';

/** On a busy machine the graphics process may come too late to offer an adapter. */
const ATTEMPTS = 3;

/** `{ browser, device, isCard }`, or `{ reason }` when no browser offers the backend. */
export async function openBrowser(backend, server) {
  if (backend === 'webasm') return named({ browser: await launch(WEBGL), device: 'WebAssembly, one thread' });
  const onCard = await openOnCard(server, backend);
  if (onCard) return { ...named(onCard), isCard: true };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const browser = await launch(backend === 'webgpu' ? WEBGPU : WEBGL);
    const page = await browser.newPage();
    await page.goto(server.origin);
    const device = await deviceOf[backend](page);
    await page.close();
    if (device) return named({ browser, device });
    await browser.close();
  }
  return {
    reason: backend === 'webgpu' ? 'the browser gives no WebGPU adapter' : 'the browser gives no WebGL2 context',
  };
}

const named = ({ browser, device }) => ({ browser, device: `${device}, Chromium ${browser.version()}` });
