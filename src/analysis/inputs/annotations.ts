/** jaxtyping annotations: `Float[Tensor, "batch 3 h w"]` says what shape an argument has. */
import { DimSyntaxError, parseDim, type Dim } from '../../shape';
import type * as ast from '../../python/syntax/ast';

export interface AnnotatedShape {
  shape: Dim[];
  /** As the library models name it; undefined where the annotation leaves it open. */
  dtype?: string;
}

/** The element types of jaxtyping's annotations (jaxtyping documentation, "Array annotations: dtype"). */
const dtypes: Readonly<Record<string, string | undefined>> = {
  Shaped: undefined,
  Num: undefined,
  Inexact: undefined,
  Real: undefined,
  Float: 'float32',
  Float16: 'float16',
  BFloat16: 'bfloat16',
  Float32: 'float32',
  Float64: 'float64',
  Int: 'int64',
  Integer: 'int64',
  Int8: 'int8',
  Int16: 'int16',
  Int32: 'int32',
  Int64: 'int64',
  UInt8: 'uint8',
  Bool: 'bool',
};

/** The shape a jaxtyping annotation gives; undefined for other annotations and for open-ended shapes. */
export function annotatedShape(annotation: ast.Expr | undefined): AnnotatedShape | undefined {
  if (annotation?.kind !== 'subscript' || annotation.index.kind !== 'tuple') return undefined;
  const element = lastName(annotation.value);
  const [, axes, ...more] = annotation.index.elements;
  if (!(element in dtypes) || more.length > 0) return undefined;
  if (axes?.kind !== 'constant' || axes.value.type !== 'str') return undefined;
  const shape = axesOf(axes.value.value);
  return shape && { shape, dtype: dtypes[element] };
}

function lastName(e: ast.Expr): string {
  return e.kind === 'name' ? e.id : e.kind === 'attribute' ? e.attr : '';
}

/**
 * The axes of a jaxtyping shape (jaxtyping documentation, "Array annotations: shape"). `name=4` names a size,
 * `#c` may broadcast and `_` is not named; `...` and `*axes` leave the rank open, so nothing can be said.
 */
function axesOf(text: string): Dim[] | undefined {
  const axes = text.trim().split(/\s+/).filter(Boolean);
  if (axes.some((axis) => axis.startsWith('...') || axis.startsWith('*') || axis.includes('{'))) return undefined;
  try {
    return axes.map((axis, i) => {
      const bare = axis.replace(/^[#?]+/, '').replace(/^\w+=(?=.)/, '');
      return parseDim(bare === '_' ? `_${i}` : bare);
    });
  } catch (error) {
    if (error instanceof DimSyntaxError) return undefined;
    throw error;
  }
}
