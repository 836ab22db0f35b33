/** Shape comments: `def forward(self, x):  # (N, 3, 224, 224)`. */
import { DimSyntaxError, isNumber, parseShape, type Dim } from '../../shape';
import type * as ast from '../../python/syntax/ast';
import type { FunctionValue } from '../../python/interpreter/values';

/** Names of axes that people write out; other words in brackets are prose, not a shape. */
const axisWords =
  /^(n|b|c|h|w|d|t|l|s|f|e|k|p|q|bs|nc|ch|seq|len|dim|hw|(num_)?(time)?steps|batch|batch_size|channels?|in_channels|height|width|depth|time|frames|length|seq_len|features|num_classes|embed_dim|hidden|classes)\d*$/i;

/** Words that may follow a shape of nothing but numbers; before other words it is theirs: "over a (2, 2) window". */
const followedByProse = /^\s+(?!(tensor|input|image|picture|batch|array|feature|shape)s?\b)[a-z]/i;

/** Words that say of the numbers behind them that they are no sizes of a tensor: "over the sequence, dims (1, 2)". */
const afterProse =
  /\b(dims?|dimensions|axes|axis|strides?|kernels?|filters?|windows?|pool(ing)?|padding|crop)( of| with| is)?\s*$/i;

/** A shape in brackets, behind what it belongs to: `x: (N, 3)`, `x = [N, 3]`, `shape(x) = (N, 3)`, `x.shape: (N, 3)`. */
const shapeIn =
  /(?:(?:\bshape\(\s*([A-Za-z_]\w*)\s*\)|(\b[A-Za-z_]\w*)(?:\.shape)?)\s*[:=]\s*)?[([]([^()[\]]*,[^()[\]]*)[)\]]/g;

/** Sizes in brackets: without a shape where they are names of which not all are known to be those of axes. */
interface Sizes {
  readonly name?: string;
  /** What is written in front of them. */
  readonly before: string;
  readonly shape?: Dim[];
}

/** The shapes in a comment, in order, each with the name in front of it: `x: (N, 3, H, W), y: (N, 10)`. */
export function shapesInComment(text: string): (Sizes & { readonly shape: Dim[] })[] {
  return sizesInComment(text).filter((sizes) => sizes.shape !== undefined) as (Sizes & { readonly shape: Dim[] })[];
}

function sizesInComment(text: string): Sizes[] {
  const found: Sizes[] = [];
  let end = 0;
  for (const match of text.matchAll(shapeIn)) {
    const [whole, asked, name = asked, axes] = match;
    const shape = readAxes(axes);
    const own = text.slice(end, match.index);
    end = match.index + whole.length;
    const isOfNumbers = shape?.every(isNumber) === true;
    const [before, behind] = [text.slice(0, match.index), text.slice(match.index + whole.length)];
    if (isOfNumbers && !name && (followedByProse.test(behind) || afterProse.test(before))) continue;
    if (shape ?? ofNames.test(axes)) found.push({ before: own, ...(name ? { name } : {}), ...(shape && { shape }) });
  }
  return found;
}

/** Names and numbers, as in `b, code_len, ch`. */
const ofNames = /^\s*\w+(\s*,\s*\w+)*\s*,?\s*$/;

/** What stands behind an arrow comes out: `(N, C, H, W) -> (N, C)`. */
const arrow = /[-=]+>|→/;

function readAxes(text: string): Dim[] | undefined {
  const parts = text.split(',').map((part) => part.trim());
  if (parts[parts.length - 1] === '') parts.pop();
  const isAxis = (part: string) => /^[\d\s+\-*/]+$/.test(part) || part.split(/[\s+\-*/\d]+/).every(isAxisWord);
  if (parts.length === 0 || !parts.every(isAxis)) return undefined;
  try {
    const shape = parseShape(text);
    return shape.every((dim) => !isNumber(dim) || (Number.isInteger(dim) && dim > 0)) ? shape : undefined;
  } catch (error) {
    if (error instanceof DimSyntaxError) return undefined;
    throw error;
  }
}

const isAxisWord = (word: string): boolean => word === '' || axisWords.test(word);

/** The positional parameters of a function, or of a method without its `self`. */
export function inputParameters(fn: Pick<FunctionValue, 'params' | 'owner'>): ast.Parameter[] {
  const positional = fn.params.filter((p) => p.type === 'normal' || p.type === 'positionalOnly');
  return fn.owner ? positional.slice(1) : positional;
}

/** Words that say of what is written behind them no more than that it is what the function is given. */
const ofInputs =
  /^(an?|the|of|is|are|be|has|have|as|in|and|or|with|then|shape|shapes|size|sizes|sized|dims?|dimensions?|inputs?|tensors?|arrays?|images?|pictures?|batch(es)?|batched|data|features?|maps?|feats?|args?|arguments?|parameters?|params?|expects?|expected|takes?|takes|given|should|must|will|assumes?|assumed|like|e|g|eg|i|ie|each|all|both|forward|n|b|c|h|w|t|d|l|nchw|nhwc|bchw)$/i;

/** Whether a line of its own speaks of something that the function makes: "the weights have the shape (N, L)". */
const isOfSomethingElse = (before: string, given: readonly ast.Parameter[]): boolean =>
  (before.match(/[A-Za-z_]\w*/g) ?? []).some(
    (word) => !ofInputs.test(word) && !given.some(({ name }) => name === word),
  );

/**
 * The shape that comments in a function's head give a parameter: one on the parameter's own line, one that names
 * it, or the one in its place on the line of `def`. Undefined where there is none.
 */
export function commentedShape(
  fn: FunctionValue,
  parameter: ast.Parameter,
  comments: readonly ast.Comment[],
  text: string,
): Dim[] | undefined {
  if (fn.node.kind !== 'function') return undefined;
  const bodyStart = fn.node.body[0]?.start ?? fn.node.end;
  const head = comments.filter((c) => c.start > fn.node.start && c.start < bodyStart);
  const given = inputParameters(fn);
  const lineOf = (offset: number) => text.lastIndexOf('\n', offset - 1);
  for (const comment of head) {
    const shapes = sizesInComment(comment.text.split(arrow, 1)[0]);
    const named = shapes.find((shape) => shape.name === parameter.name);
    if (named?.shape) return named.shape;
    const standsAlone = text.slice(lineOf(comment.start) + 1, comment.start).trim() === '';
    const unnamed = shapes.filter(
      ({ name, before }) => name === undefined && !(standsAlone && isOfSomethingElse(before, given)),
    );
    const onLine = given.filter((p) => lineOf(p.start) === lineOf(comment.start));
    // A comment on a line without parameters, that of the closing bracket, speaks for all of them.
    const spokenFor = onLine.length > 0 ? onLine : given;
    const at = spokenFor.indexOf(parameter);
    if (at >= 0 && unnamed[at]?.shape) return unnamed[at].shape;
  }
  return undefined;
}
