/** Values as shapes in JSON (design: "Command line") and as people read them. */
import { dimToJson, formatDim, formatShape, isNumber, type Dim, type Shape } from '../shape';
import { quote } from '../python/builtins/repr';
import type { TensorValue, Value } from '../python/interpreter/values';

export type DimJson = number | string | null;
/** A shape, several in order, by key, `{val: …}` for a plain Python value, or null where no rank is known. */
export type ShapeJson =
  DimJson[] | ['list', ...unknown[]] | { [key: string]: ShapeJson } | { val: DimJson | boolean } | null;

export function shapeJson(value: Value | undefined): ShapeJson {
  if (!value) return null;
  switch (value.kind) {
    case 'tensor':
      return value.shape ? value.shape.map(dimToJson) : null;
    case 'tuple':
    case 'list':
      return ['list', ...value.items.map(shapeJson)];
    case 'dict': {
      const entries = [...value.entries.values()].map(({ key, value: item }, i) => [
        key.kind === 'str' ? key.value : (keyText(key) ?? String(i)),
        shapeJson(item),
      ]);
      return Object.fromEntries(entries) as ShapeJson;
    }
    case 'none':
      return { val: null };
    case 'bool':
    case 'str':
      return { val: value.value };
    case 'int':
    case 'float':
      return { val: dimToJson(value.value) };
    default:
      return null;
  }
}

/** A key of a dict as Python writes it: `('disp', 0)`; undefined for objects. */
function keyText(key: Value): string | undefined {
  switch (key.kind) {
    case 'str':
      return quote(key.value);
    case 'int':
    case 'float':
      return isNumber(key.value) ? String(key.value) : formatDim(key.value);
    case 'bool':
      return key.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'tuple': {
      const parts = key.items.map(keyText);
      if (parts.includes(undefined)) return undefined;
      return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(', ')})`;
    }
    default:
      return undefined;
  }
}

/** A number where it is one, for JSON counts; an expression's text or null otherwise. */
export const countJson = (count: Dim | undefined): DimJson => (count === undefined ? null : dimToJson(count));

/** `(1, 64, 56, 56)`; several as `[(…), (…)]`; a dict as `{out: (…)}`. */
export function shapeText(value: Value | undefined): string {
  if (!value) return '?';
  switch (value.kind) {
    case 'tensor':
      return tensorShapeText(value);
    case 'tuple':
    case 'list': {
      const tensors = value.items.some(
        (item) => item.kind === 'tensor' || item.kind === 'tuple' || item.kind === 'list',
      );
      if (!tensors) return '?';
      const shown = value.items.slice(0, 6).map(shapeText);
      if (value.items.length > 6) shown.push(`… ${value.items.length} in all`);
      return `[${shown.join(', ')}]`;
    }
    case 'dict': {
      const entries = [...value.entries.values()].slice(0, 6);
      return `{${entries.map(({ key, value: item }) => `${key.kind === 'str' ? key.value : (keyText(key) ?? '?')}: ${shapeText(item)}`).join(', ')}}`;
    }
    case 'none':
      return 'None';
    case 'int':
    case 'float':
      return isNumber(value.value) ? String(value.value) : formatDim(value.value);
    default:
      return '?';
  }
}

export function tensorShapeText(tensor: TensorValue): string {
  return tensor.shape ? formatShape(tensor.shape) : '(…?)';
}

/** Two shapes that print and mean the same. */
export function sameShape(a: Shape | undefined, b: Shape | undefined): boolean {
  return a === b || (!!a && !!b && formatShape(a) === formatShape(b));
}
