import { kindOf } from '../../../src/compute/atlas/structure';
import { type BackendName, openEngine } from '../../../src/compute/backend';
import { type DataFormat, denseMaps } from '../../../src/compute/layout';
import { type ConvProblem, inputShapeOf } from '../../../src/compute/problem';
import type { Contestant, Run } from './contestant';

/**
 * ConvLens as the notebook renderer runs it, which alone has the times told apart. Networks come in both orders of axes: each is tried.
 * @throws Error when the backend is not offered here.
 */
export async function openConvLens(backend: BackendName, problem: ConvProblem): Promise<Contestant> {
  const engine = await openEngine(backend, kindOf(problem));
  // First calls are made in the order that the backend's kernels have; so are those of the peers.
  const formats: DataFormat[] = ['channels_last', 'channels_first'];
  if (backend === 'webgpu') formats.reverse();
  return {
    name: 'ConvLens',
    prepare: ({ input, weight }) => {
      const shape = inputShapeOf(problem);
      // The caller's array that results are put into. The peers make one for every result: TensorFlow.js takes none, and
      // what onnxruntime-web 1.30 is given for an output stays empty on its wasm backend.
      let into: Float32Array | undefined;
      const run = (kind: Run['kind'], format: DataFormat): Run => ({
        kind,
        variant: format,
        call: async () => {
          // The engine knows what lies on the device by the array it came from: a view of its own is news to it.
          const maps = denseMaps(shape, input[format].subarray(), format);
          const weights = kind === 'full' ? weight.subarray() : weight;
          const result = await engine.run(problem, 0, maps, weights, undefined, { into });
          into = result.maps.data as Float32Array;
          return result.maps;
        },
      });
      return formats.flatMap((format) => [run('full', format), run('resident', format)]);
    },
  };
}
