/** Inputs pinned by the user: the setting `convlens.inputs`, `{"Net": "1,3,224,224"}`. */
import { DimSyntaxError, isNumber, parseShape, type Dim } from '../../shape';

/** By class name: the shape of each input, in the order of `forward`'s parameters. */
export type PinnedInputs = ReadonlyMap<string, readonly (readonly Dim[])[]>;

/**
 * The shapes in one entry; several inputs are separated by semicolons.
 * @throws DimSyntaxError naming what cannot be read
 */
export function parsePinned(text: string): Dim[][] {
  const shapes = text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => parseShape(part));
  if (shapes.length === 0) throw new DimSyntaxError(text, 'a shape such as 1,3,224,224 was expected');
  for (const dim of shapes.flat()) {
    if (isNumber(dim) && (!Number.isInteger(dim) || dim < 1)) {
      throw new DimSyntaxError(text, 'sizes must be whole numbers of at least 1');
    }
  }
  return shapes;
}

/** The pinned inputs of a settings object; entries that cannot be read are left out. */
export function pinnedInputs(setting: unknown): PinnedInputs {
  const pinned = new Map<string, Dim[][]>();
  if (typeof setting !== 'object' || setting === null) return pinned;
  for (const [name, text] of Object.entries(setting)) {
    if (typeof text !== 'string') continue;
    try {
      pinned.set(name, parsePinned(text));
    } catch (error) {
      if (!(error instanceof DimSyntaxError)) throw error;
    }
  }
  return pinned;
}
