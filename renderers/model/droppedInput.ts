import { channelsFirst } from '../../src/compute/layout';
import type { Edit } from './edits';
import { type Network, rootInput } from './network';
import { readPicture } from './pictures';

/**
 * The edit that puts an image file in the place of the input that a step goes back to, as large as that is.
 * @throws Error in words for a person when the browser cannot read the file.
 */
export async function droppedInput(file: File, network: Network, step: number): Promise<Edit> {
  const picture = await readPicture(file);
  const { tensor, format } = rootInput(network, step);
  const [, , ...spatial] = channelsFirst(network.tensors[tensor].shape, format);
  return { type: 'input', tensor, source: { type: 'picture', picture }, spatial };
}
