import { SaidError } from '../../protocol/say';
import type { Band } from '../kernels/planes';
import { isSoftwareDevice } from './graphicsCard';
import { nextTask } from './rest';

/** Numbers in a storage buffer on the device. */
export interface FloatBlock {
  readonly buffer: GPUBuffer;
  /** x, y, z of the index that kernels read them by. */
  readonly size: readonly number[];
}

/** Those that are filled from arrays. */
export interface Floats extends FloatBlock {
  /** @param at numbers before those that are written. */
  write(data: Float32Array, at?: number): void;
  release(): void;
}

// The global names of these exist only where WebGPU does; their values are the standard's.
const MAP_READ = 0x0001;
const COPY_SRC = 0x0004;
const COPY_DST = 0x0008;
const STORAGE = 0x0080;

/**
 * An unfilled storage buffer of float32.
 * @throws Error naming the limit when the device has none so large.
 */
export function createFloats(device: GPUDevice, size: readonly number[]): Floats {
  const bytes = bytesOf(size.reduce((a, b) => a * b, 1));
  refuseLarge(device, bytes);
  const buffer = device.createBuffer({ size: bytes, usage: STORAGE | COPY_DST | COPY_SRC });
  return {
    buffer,
    size,
    write: (data, at = 0) =>
      device.queue.writeBuffer(buffer, at * Float32Array.BYTES_PER_ELEMENT, data as Float32Array<ArrayBuffer>),
    release: () => buffer.destroy(),
  };
}

/**
 * Writes an input band by band, each of which a card begins with at once, in place of when the page's task ends: it is taken to the
 * card while the next one is laid out. Where the processor computes, that would only cost it time.
 * @param rest asked after each band.
 */
export async function writeBands(
  device: GPUDevice,
  floats: Floats,
  bands: Iterable<Band>,
  rest: () => Promise<void> | undefined,
): Promise<void> {
  const isCard = !isSoftwareDevice(device);
  let underWay = 0;
  for (const { data, at } of bands) {
    underWay += data.byteLength;
    if (isCard && underWay > MOST_STAGED) {
      await hurried(device, device.queue.onSubmittedWorkDone());
      underWay = data.byteLength;
    }
    floats.write(data, at);
    if (isCard) device.queue.submit([]);
    const turn = rest();
    if (turn) await turn;
  }
}

/**
 * Chromium's WebGPU takes numbers to a device through 4 MB of memory that it keeps for that; for what is on its way beyond
 * that it has the driver make more each time: 5 MB at once took an NVIDIA H200 3.5 ms in place of 2.0.
 */
const MOST_STAGED = 2 ** 22;

/** Brings `length` numbers back, time and again. */
export interface Reader {
  /** @param into is filled where it is given and long enough; otherwise an array is made. */
  read(from: GPUBuffer, into?: Float32Array): Promise<Float32Array>;
  release(): void;
}

export function createReader(device: GPUDevice, length: number): Reader {
  const bytes = bytesOf(length);
  let staging: GPUBuffer | undefined;
  return {
    read: async (from, into) => {
      staging ??= device.createBuffer({ size: bytes, usage: MAP_READ | COPY_DST });
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(from, 0, staging, 0, bytes);
      device.queue.submit([encoder.finish()]);
      await hurried(device, staging.mapAsync(MAP_READ));
      const mapped = new Float32Array(staging.getMappedRange(), 0, length);
      const numbers = into && into.length >= length ? into : new Float32Array(length);
      numbers.set(mapped);
      staging.unmap();
      return numbers;
    },
    release: () => staging?.destroy(),
  };
}

/** Milliseconds in which a card is asked at every task of the page; later ever more seldom. */
const EAGER = 20;

/**
 * Waits for a device. Browsers look for what it has done at intervals of their own, Chromium every one or two milliseconds,
 * Firefox every hundred, and whenever something is submitted: so nothing is, again and again. On a card behind Chromium
 * 1.2 MB came back after 0.6 ms in place of 2.8. What computes on the processor itself is seldom asked: asking takes its time.
 */
export async function hurried(device: GPUDevice, work: Promise<unknown>): Promise<void> {
  let isDone = false;
  const done = (): void => void (isDone = true);
  work.then(done, done);
  const eager = isSoftwareDevice(device) ? 0 : EAGER;
  const start = performance.now();
  for (;;) {
    const waited = performance.now() - start;
    await (waited < eager ? nextTask() : Promise.race([work, pause(waited / 4)]));
    if (isDone) break;
    device.queue.submit([]);
  }
  await work;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A buffer holds one number at least: there are no empty ones. */
const bytesOf = (length: number): number => Math.max(1, length) * Float32Array.BYTES_PER_ELEMENT;

function refuseLarge({ limits }: GPUDevice, bytes: number): void {
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (bytes > most) {
    throw new SaidError('{0} bytes do not fit a storage buffer of this device, which holds {1} at most.', bytes, most);
  }
}
