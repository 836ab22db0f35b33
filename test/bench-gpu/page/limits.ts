/** What a graphics card reaches when it does nothing else, measured through WebGPU. */
export interface Limits {
  /** Copying on the card, reads and writes counted. */
  readonly gigabytes: number;
  /** Fused multiply-adds in registers, each counted as two operations. */
  readonly gigaflops: number;
}

const THREADS = 64;
const LANES = 4;

/** Eight independent chains of vectors for each thread, so that no addition waits for the one before. */
const MULTIPLY_ADDS = `
@group(0) @binding(0) var<storage, read_write> result : array<vec4<f32>>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id : vec3<u32>) {
  var a : array<vec4<f32>, 8>;
  for (var i = 0u; i < 8u; i++) { a[i] = vec4<f32>(f32(id.x + i)); }
  let m = vec4<f32>(0.999);
  for (var turn = 0u; turn < TURNS; turn++) {
    a[0] = fma(a[0], m, a[0]); a[1] = fma(a[1], m, a[1]); a[2] = fma(a[2], m, a[2]); a[3] = fma(a[3], m, a[3]);
    a[4] = fma(a[4], m, a[4]); a[5] = fma(a[5], m, a[5]); a[6] = fma(a[6], m, a[6]); a[7] = fma(a[7], m, a[7]);
  }
  result[id.x] = a[0] + a[1] + a[2] + a[3] + a[4] + a[5] + a[6] + a[7];
}`;

/**
 * Measures the card; undefined where there is no WebGPU adapter.
 * @param scale how much work: 1 takes some tens of milliseconds on a card of the middle class.
 */
export async function measureLimits(scale = 1): Promise<Limits | undefined> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return undefined;
  const device = await adapter.requestDevice();
  const best = async (submit: () => GPUCommandBuffer): Promise<number> => {
    let fastest = Infinity;
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      device.queue.submit([submit()]);
      await device.queue.onSubmittedWorkDone();
      fastest = Math.min(fastest, performance.now() - start);
    }
    return fastest / 1000;
  };
  try {
    const bytes = 2 ** 26;
    const copies = Math.ceil(32 * scale);
    const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST | GPUBufferUsage.STORAGE;
    const [from, to] = [0, 1].map(() => device.createBuffer({ size: bytes, usage }));
    const copying = await best(() => {
      const encoder = device.createCommandEncoder();
      for (let i = 0; i < copies; i++) encoder.copyBufferToBuffer(from, 0, to, 0, bytes);
      return encoder.finish();
    });

    const groups = 4096;
    const turns = Math.ceil(4096 * scale);
    const module = device.createShaderModule({ code: MULTIPLY_ADDS.replace('TURNS', `${turns}u`) });
    const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
    const entries = [{ binding: 0, resource: { buffer: from } }];
    const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    const computing = await best(() => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(groups);
      pass.end();
      return encoder.finish();
    });
    return {
      gigabytes: (2 * bytes * copies) / copying / 1e9,
      gigaflops: (groups * THREADS * turns * 8 * LANES * 2) / computing / 1e9,
    };
  } finally {
    device.destroy();
  }
}
