/** The text of a module as PyTorch prints it (`Module.__repr__`). */
import type { Context } from '../../../python/interpreter/context';
import type { InstanceValue, Value } from '../../../python/interpreter/values';
import { entriesOf, isModule } from './state';

/** `Conv2d(3, 64, kernel_size=(7, 7), …)`, or a tree with one child per line. */
export function moduleText(cx: Context, self: InstanceValue): string {
  const extra = cx.str(cx.callMethod(self, 'extra_repr'));
  const extraLines = extra ? extra.split('\n') : [];
  const childLines = entriesOf(self, '_modules').map(([name, child]) => `(${name}): ${indent(childText(cx, child))}`);
  const lines = [...extraLines, ...childLines];
  const name = cx.str(cx.callMethod(self, '_get_name'));
  if (lines.length === 0) return `${name}()`;
  if (extraLines.length === 1 && childLines.length === 0) return `${name}(${extraLines[0]})`;
  return `${name}(\n  ${lines.join('\n  ')}\n)`;
}

function childText(cx: Context, child: Value): string {
  return isModule(child) ? cx.str(cx.callMethod(child, '__repr__')) : cx.repr(child);
}

function indent(text: string): string {
  return text.split('\n').join('\n  ');
}

/** A ModuleList: neighbours that read alike are one line, `(0-2): 3 x ReLU()` (torch 2.0, `ModuleList.__repr__`). */
export function listText(cx: Context, self: InstanceValue): string {
  const runs: { first: number; last: number; text: string }[] = [];
  entriesOf(self, '_modules').forEach(([, child], i) => {
    const text = childText(cx, child);
    const before = runs.at(-1);
    if (before?.text === text) before.last = i;
    else runs.push({ first: i, last: i, text });
  });
  const name = cx.str(cx.callMethod(self, '_get_name'));
  if (runs.length === 0) return `${name}()`;
  const lines = runs.map(({ first, last, text }) =>
    first === last ? `(${first}): ${text}` : `(${first}-${last}): ${last - first + 1} x ${text}`,
  );
  return `${name}(\n  ${lines.map(indent).join('\n  ')}\n)`;
}
