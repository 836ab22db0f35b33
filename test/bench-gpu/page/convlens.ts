import { type BackendName, openBackend } from '../../../src/compute/backend';
import { createEngine } from '../../../src/compute/engine';
import { type DataFormat, denseMaps } from '../../../src/compute/layout';
import { inputShapeOf } from '../../../src/compute/problem';
import type { Contestant } from './contestant';

/**
 * ConvLens as the notebook renderer runs it. Networks come in both orders of axes: each is tried.
 * @throws Error when the backend is not offered here.
 */
export async function openConvLens(backend: BackendName): Promise<Contestant> {
  const engine = createEngine(await openBackend(backend));
  const formats: DataFormat[] = ['channels_last', 'channels_first'];
  return {
    name: 'ConvLens',
    prepare: ({ problem, input, weight }) =>
      formats.map((format) => ({
        kind: 'full',
        variant: format,
        call: async () => {
          const maps = denseMaps(inputShapeOf(problem), input[format], format);
          return (await engine.run(problem, 0, maps, weight)).maps;
        },
      })),
  };
}
