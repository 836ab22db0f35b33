/** Names as Keras gives them to layers: `conv2d`, `conv2d_1`, … */
import type { Context } from '../../python/interpreter/context';

/** `Conv2DTranspose` → `conv2d_transpose` (Keras `to_snake_case`). */
export function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** A name for an object of the class that no other object of this session has. */
export function autoName(cx: Context, className: string): string {
  const base = snakeCase(className);
  const counts = cx.session('keras.names', () => new Map<string, number>());
  const count = counts.get(base) ?? 0;
  counts.set(base, count + 1);
  return count === 0 ? base : `${base}_${count}`;
}

/** How many layer calls are open: what happens inside one takes no names, as Keras traces it apart from its graph. */
function callDepth(cx: Context): { depth: number } {
  return cx.session('keras.calls', () => ({ depth: 0 }));
}

/** Runs the inside of a layer call. */
export function insideCall<T>(cx: Context, run: () => T): T {
  const open = callDepth(cx);
  open.depth++;
  try {
    return run();
  } finally {
    open.depth--;
  }
}

/** Whether a layer is being called. */
export const isInsideCall = (cx: Context): boolean => callDepth(cx).depth > 0;

/** `autoName` in the graph that a program builds; inside a layer call the bare name, which counts for nothing. */
export function graphName(cx: Context, className: string): string {
  return callDepth(cx).depth > 0 ? snakeCase(className) : autoName(cx, className);
}

/** `keras.backend.clear_session()`: counting starts again. */
export function clearNames(cx: Context): void {
  cx.session('keras.names', () => new Map<string, number>()).clear();
}
