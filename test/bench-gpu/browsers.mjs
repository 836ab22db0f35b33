// A Chromium that offers a backend: on the machine's graphics card where there is one, else in software.
import { WEBGL, WEBGPU, launch } from '../renderer/browser.mjs';

/** Switches to try for each backend, best first. WebGPU's give the card where there is one. */
const SWITCHES = {
  webgl2: [
    ...(process.platform === 'linux'
      ? [
          ['--use-angle=vulkan', '--enable-features=Vulkan', '--ignore-gpu-blocklist'],
          ['--use-angle=gl-egl', '--ignore-gpu-blocklist'],
        ]
      : [['--ignore-gpu-blocklist']]),
    WEBGL,
  ],
  webgpu: [WEBGPU],
  webasm: [WEBGL],
};

/** True for what draws without a graphics card. */
export const isSoftware = (device) => /swiftshader|llvmpipe|software|WebAssembly/i.test(device);

/** `{ browser, device }`, or `{ reason }` when no browser offers the backend. */
export async function openBrowser(backend, server) {
  const sets = SWITCHES[backend];
  for (const switches of sets) {
    const last = switches === sets.at(-1);
    // On a busy machine the graphics process may come too late to offer an adapter: once more, then.
    for (let attempt = 1; attempt <= (last ? 3 : 1); attempt++) {
      const browser = await launch(switches);
      const page = await browser.newPage();
      await page.goto(server.origin);
      await page.evaluate(() => import('/page.js'));
      const device = await page.evaluate((name) => window.bench.device(name), backend);
      await page.close();
      if (device && (last || !isSoftware(device)))
        return { browser, device: `${device}, Chromium ${browser.version()}` };
      await browser.close();
    }
  }
  return {
    reason: backend === 'webgpu' ? 'the browser gives no WebGPU adapter' : 'the browser gives no WebGL2 context',
  };
}
