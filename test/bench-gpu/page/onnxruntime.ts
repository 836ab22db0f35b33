import { denseMaps } from '../../../src/compute/layout';
import { inputShapeOf, outputShapeOf, weightShapeOf } from '../../../src/compute/problem';
import { CASES } from './cases';
import type { Contestant, Run } from './contestant';
import { convModel } from './onnxModel';

/** The part of onnxruntime-web that the benchmark calls. Its package is not there when this is type-checked. */
interface Tensor {
  readonly data: Float32Array;
}
interface Session {
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
}
interface OnnxRuntime {
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: { executionProviders: string[] }): Promise<Session>;
  };
  readonly env: { readonly wasm: { wasmPaths: string; numThreads: number } };
}

const MODULES = { wasm: 'ort.wasm.bundle.min.mjs', webgpu: 'ort.webgpu.bundle.min.mjs' };

/**
 * onnxruntime-web as it is published, channels first, which is its native order.
 * @param peers where the peers' packages are served.
 * @throws Error when its backend is not offered here.
 */
export async function openOnnxRuntime(backend: keyof typeof MODULES, peers: string): Promise<Contestant> {
  const folder = `${peers}onnxruntime-web/dist/`;
  const ort = (await import(`${folder}${MODULES[backend]}`)) as OnnxRuntime;
  ort.env.wasm.wasmPaths = folder;
  ort.env.wasm.numThreads = 1;
  const create = (model: Uint8Array): Promise<Session> =>
    ort.InferenceSession.create(model, { executionProviders: [backend] });
  // The first session loads the WebAssembly file and finds the device; that is no case's business.
  await create(convModel(CASES.e.problem));
  return {
    name: `onnxruntime ${backend}`,
    prepare: ({ problem, input, weight }) => {
      const x = (): Tensor => new ort.Tensor('float32', input.channels_first, inputShapeOf(problem));
      const w = (): Tensor => new ort.Tensor('float32', weight, weightShapeOf(problem));
      const run = (kind: Run['kind'], model: () => Uint8Array, feeds: () => Record<string, Tensor>): Run => {
        let session: Session | undefined;
        return {
          kind,
          variant: '',
          call: async () => {
            session ??= await create(model());
            const { y } = await session.run(feeds());
            return denseMaps(outputShapeOf(problem), y.data, 'channels_first');
          },
        };
      };
      return [
        run(
          'full',
          () => convModel(problem),
          () => ({ x: x(), w: w() }),
        ),
        run(
          'resident',
          () => convModel(problem, weight),
          () => ({ x: x() }),
        ),
      ];
    },
  };
}
