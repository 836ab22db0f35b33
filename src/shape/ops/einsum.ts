import { equalDims } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { broadcastDims, broadcastShapes } from './broadcast';
import { said } from '../../protocol/say';

/** The place of `...` in a list of labels. */
const ELLIPSIS = '…';

/**
 * The result of einsum (np, torch, tf): labels name axes, `...` the broadcast rest; without `->` the labels that
 * appear once come out in alphabetical order.
 * @throws ShapeError `einsum-mismatch`.
 */
export function einsumShape(equation: string, shapes: readonly Shape[]): Dim[] {
  const [left, right] = equation.replaceAll('...', ELLIPSIS).replaceAll(/\s+/g, '').split('->');
  const inputs = left.split(',').map((labels) => [...labels]);
  if (inputs.length !== shapes.length)
    throw new ShapeError(
      'einsum-mismatch',
      said`einsum '${equation}' names ${inputs.length} operands, but ${shapes.length} were given.`,
    );
  const sizes = new Map<string, Dim>();
  const rests = inputs.map((labels, i) => bindOperand(equation, labels, shapes[i], sizes));
  const rest = broadcastShapes(rests, `einsum '${equation}'`);
  const output = right === undefined ? impliedOutput(inputs) : [...right];
  return output.flatMap((label) => {
    if (label === ELLIPSIS) return rest;
    const size = sizes.get(label);
    if (size !== undefined) return [size];
    throw new ShapeError('einsum-mismatch', said`einsum '${equation}': the output label '${label}' is in no input.`);
  });
}

/** Gives every label of one operand its size; what `...` stands for is returned. */
function bindOperand(equation: string, labels: readonly string[], shape: Shape, sizes: Map<string, Dim>): Shape {
  const dots = labels.indexOf(ELLIPSIS);
  const named = labels.length - (dots < 0 ? 0 : 1);
  if (dots < 0 ? shape.length !== named : shape.length < named)
    throw new ShapeError(
      'einsum-mismatch',
      said`einsum '${equation}': '${labels.join('').replace(ELLIPSIS, '...')}' names ${named} axes, but the operand ${formatShape(shape)} has ${shape.length}.`,
    );
  const restLength = shape.length - named;
  const bind = (label: string, size: Dim): void => {
    const seen = sizes.get(label);
    const common = seen === undefined ? size : broadcastDims(seen, size);
    if (common === undefined || (labels.indexOf(label) !== labels.lastIndexOf(label) && seenTwice(label, size)))
      throw new ShapeError(
        'einsum-mismatch',
        said`einsum '${equation}': label '${label}' is ${formatDim(seen ?? size)} in one place and ${formatDim(size)} in ${formatShape(shape)}; one label has one size.`,
      );
    sizes.set(label, common);
  };
  /** A label that stands twice in one operand takes the diagonal, for which nothing is broadcast. */
  const seenTwice = (label: string, size: Dim): boolean =>
    labels.some((other, i) => other === label && equalDims(shape[axisOf(i)], size) === false);
  const axisOf = (i: number): number => (dots >= 0 && i > dots ? i - 1 + restLength : i);
  labels.forEach((label, i) => {
    if (label !== ELLIPSIS) bind(label, shape[axisOf(i)]);
  });
  return dots < 0 ? [] : shape.slice(dots, dots + restLength);
}

function impliedOutput(inputs: readonly (readonly string[])[]): string[] {
  const all = inputs.flat().filter((label) => label !== ELLIPSIS);
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label)).sort();
  return inputs.some((labels) => labels.includes(ELLIPSIS)) ? [ELLIPSIS, ...once] : once;
}
