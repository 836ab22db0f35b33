import type { BackendName } from './types';

/** Names of what plays a graphics card on the processor: SwiftShader in Chromium, llvmpipe in Mesa, WARP in Windows. */
const IN_SOFTWARE = /swiftshader|llvmpipe|softpipe|software|microsoft basic render/i;

/**
 * Whether a backend computes on a graphics card. In software a graphics API computes on the processor, as WebAssembly does
 * with less in between, and compiles for seconds in which the page stands still. Known without opening the backend.
 */
export async function isOnGraphicsCard(name: BackendName): Promise<boolean> {
  switch (name) {
    case 'webgl2':
      return isCard(webGl2Renderer());
    case 'webgpu':
      return isCard(await webGpuAdapter());
    default:
      return false;
  }
}

/** Whether a name is a card's: a card that hides its name is taken for one. */
function isCard(name: string | undefined): boolean {
  return name !== undefined && !IN_SOFTWARE.test(name);
}

/** What draws under WebGL2; undefined where there is none. */
function webGl2Renderer(): string | undefined {
  if (typeof document === 'undefined') return undefined;
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return undefined;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return name;
}

/** What computes under WebGPU; undefined where there is none. */
async function webGpuAdapter(): Promise<string | undefined> {
  const adapter = await navigator.gpu?.requestAdapter();
  return adapter ? nameOf(adapter.info) : undefined;
}

const nameOf = ({ vendor, architecture, device, description, isFallbackAdapter }: GPUAdapterInfo): string =>
  isFallbackAdapter ? 'software' : [vendor, architecture, device, description].join(' ');

/** Whether a device computes on the processor; a browser that does not say of which adapter it is has it taken for a card. */
export const isSoftwareDevice = ({ adapterInfo }: GPUDevice): boolean =>
  (adapterInfo as GPUAdapterInfo | undefined) !== undefined && !isCard(nameOf(adapterInfo));
