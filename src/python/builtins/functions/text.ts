/** Built-in functions on text: printing, formatting, reading. */
import type { Context } from '../../interpreter/context';
import { native, type Bound } from '../../interpreter/native';
import { NONE, str, type Value } from '../../interpreter/values';
import { formatValue, textValue } from '../format';
import { asciiOnly, knownText, strOf } from '../repr';
import { openFile } from '../stdlib/textFiles';

/** `print`: to the context, or to a file object's `write`. */
function print(a: Bound, cx: Context): Value {
  const text = a.rest.map((value) => strOf(cx, value)).join(a.str('sep') ?? ' ') + (a.str('end') ?? '\n');
  const file = a.get('file');
  if (file.kind === 'none') cx.print(text);
  else if (file.kind === 'instance') cx.callMethod(file, 'write', [str(text)]);
  return NONE;
}

export const textFunctions: Record<string, Value> = {
  print: native('print', '*args, sep=None, end=None, file=None, flush=False', print),
  repr: native('repr', 'obj, /', (a, cx) => textValue(knownText(cx, a.get('obj'), 'repr'))),
  ascii: native('ascii', 'obj, /', (a, cx) => {
    const text = knownText(cx, a.get('obj'), 'repr');
    return textValue(typeof text === 'string' ? asciiOnly(text) : text);
  }),
  format: native('format', "value, format_spec='', /", (a, cx) => {
    const spec = a.get('format_spec');
    return spec.kind === 'str' ? formatValue(cx, a.get('value'), spec.value) : spec;
  }),
  input: native('input', "prompt='', /", (_a, cx) => cx.unknown('it is typed in while the program runs')),
  raw_input: native('raw_input', "prompt='', /", (_a, cx) => cx.unknown('it is typed in while the program runs')),
  open: native('open', "file, mode='r', *args, **kwargs", (a, cx) => {
    const file = a.get('file');
    const path = file.kind === 'instance' ? cx.callMethod(file, '__fspath__') : file;
    return openFile(cx, path.kind === 'str' ? path.value : undefined, a.get('mode'));
  }),
};
