/** What the source or the user says about the inputs of functions that nobody calls. */
import type { Dim } from '../../shape';
import type * as ast from '../../python/syntax/ast';
import type { InputOrigin } from '../../protocol/messages';
import type { FunctionValue } from '../../python/interpreter/values';
import { annotatedShape } from './annotations';
import { commentedShape, inputParameters } from './comments';
import type { PinnedInputs } from './pinned';

export type { InputOrigin };

/** The source around the functions, and what the user pinned. */
export interface InputSources {
  file: string;
  text: string;
  comments: readonly ast.Comment[];
  pinned: PinnedInputs;
}

export interface GivenInput {
  shape: readonly Dim[];
  dtype?: string;
  origin: InputOrigin;
}

/**
 * The shape of a parameter by its annotation, by a comment, or by what is pinned for the class, in this order.
 * @param className set for the forward pass of a model: pins go by the name of its class
 */
export function givenInput(
  sources: InputSources,
  fn: FunctionValue,
  parameter: ast.Parameter,
  className?: string,
): GivenInput | undefined {
  const annotated = annotatedShape(parameter.annotation);
  if (annotated) return { ...annotated, origin: 'annotation' };
  const commented =
    fn.site.file === sources.file ? commentedShape(fn, parameter, sources.comments, sources.text) : undefined;
  if (commented) return { shape: commented, origin: 'comment' };
  const shape = className === undefined ? undefined : pinnedShape(sources.pinned, className, fn, parameter);
  return shape && { shape, origin: 'pinned' };
}

function pinnedShape(
  pinned: PinnedInputs,
  className: string,
  fn: FunctionValue,
  parameter: ast.Parameter,
): readonly Dim[] | undefined {
  const inputs = inputParameters(fn);
  return pinned.get(className)?.[inputs.indexOf(parameter)];
}
