/**
 * `repr()` and `str()` of every value, as CPython prints them.
 *
 * Two readings: `reprOf`/`strOf` always give text (an unknown part reads `?`, a symbolic size as people write
 * it), for messages and for `print`; `knownText` gives the text only where it is certain, for programs that
 * compute with it (dict keys, layer names).
 */
import { formatDim, isNumber, isUnknown } from '../../shape';
import type { Context } from '../interpreter/context';
import { typeOf, types } from '../interpreter/types';
import type { UnknownValue } from '../interpreter/values';
import { type ClassValue, type InstanceValue, type Value } from '../interpreter/values';
import { complexRepr } from './complexNumbers';
import { floatRepr } from './floatText';
import { addressOf } from './identity';
import { said } from '../../protocol/say';

/** One rendering: what has been entered (for recursive containers) and the first unknown met. */
interface Rendering {
  cx: Context;
  open: Set<Value>;
  unknown?: UnknownValue;
}

/** `repr(value)`. */
export function reprOf(cx: Context, value: Value): string {
  return repr(value, { cx, open: new Set() });
}

/** `str(value)`. */
export function strOf(cx: Context, value: Value): string {
  return strIn(value, { cx, open: new Set() });
}

/** The text where all of it is known; otherwise the unknown value that explains why not. */
export function knownText(cx: Context, value: Value, form: 'str' | 'repr' = 'str'): string | UnknownValue {
  const state: Rendering = { cx, open: new Set() };
  const text = form === 'str' ? strIn(value, state) : repr(value, state);
  return state.unknown ?? text;
}

/** The repr that the value's built-in type has, whatever a subclass defines: `object.__repr__`, `dict.__repr__`. */
export function builtinRepr(cx: Context, value: Value): string {
  return plainRepr(value, { cx, open: new Set() });
}

function strIn(value: Value, state: Rendering): string {
  if (value.kind === 'str') return value.value;
  const cls = overridable(value);
  if (cls) {
    const own = cls.lookup('__str__');
    if (own && own !== types.object.attrs.get('__str__')) return called(own, value, state);
  }
  return repr(value, state);
}

function repr(value: Value, state: Rendering): string {
  const cls = overridable(value);
  if (cls) {
    const own = cls.lookup('__repr__');
    if (own && own !== types.object.attrs.get('__repr__')) {
      if (state.open.has(value)) return '...';
      return within(value, state, () => called(own, value, state));
    }
  }
  return plainRepr(value, state);
}

/** The class whose methods may say how the value reads. */
function overridable(value: Value): ClassValue | undefined {
  switch (value.kind) {
    case 'instance':
    case 'tensor':
      return value.cls;
    case 'tuple':
    case 'list':
    case 'dict':
    case 'set':
      return value.cls;
    default:
      return undefined;
  }
}

function called(method: Value, self: Value, state: Rendering): string {
  const text = state.cx.call(method, [self]);
  const noText = (): UnknownValue => state.cx.unknown(said`the text of ${typeOf(self).name} is not known`);
  if (text.kind !== 'str') return lost(state, text.kind === 'unknown' ? text : noText());
  // A tensor without its numbers reads as its type and shape, which is for people only.
  const isDescribed = self.kind === 'tensor' && !self.data && state.cx.mode === 'analysis';
  return isDescribed ? lost(state, noText(), text.value) : text.value;
}

function lost(state: Rendering, unknown: UnknownValue, text = '?'): string {
  state.unknown ??= unknown;
  return text;
}

function within(value: Value, state: Rendering, render: () => string): string {
  state.open.add(value);
  try {
    return render();
  } finally {
    state.open.delete(value);
  }
}

function plainRepr(value: Value, state: Rendering): string {
  switch (value.kind) {
    case 'none':
      return 'None';
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'int':
    case 'float':
      return numberText(value, state);
    case 'complex':
      return complexRepr(value);
    case 'str':
      return quote(value.value);
    case 'bytes':
      return bytesRepr(value.value);
    case 'singleton':
      return value.name;
    case 'tuple':
    case 'list':
    case 'dict':
    case 'set':
      return containerRepr(value, state);
    case 'slice':
      return `slice(${repr(value.start, state)}, ${repr(value.stop, state)}, ${repr(value.step, state)})`;
    case 'range':
      return `range(${value.start}, ${value.stop}${value.step === 1 ? '' : `, ${value.step}`})`;
    case 'unknown':
      return lost(state, value);
    default:
      return objectText(value, state);
  }
}

function numberText(value: Value & { kind: 'int' | 'float' }, state: Rendering): string {
  const number = value.value;
  if (isNumber(number)) {
    if (value.kind === 'float') return floatRepr(number);
    return Number.isSafeInteger(number) ? String(number) : BigInt(number).toString();
  }
  const reason = isUnknown(number) ? number.reason : `${formatDim(number)} is a size without a number`;
  return lost(state, state.cx.unknown(reason), formatDim(number));
}

function containerRepr(value: Value & { kind: 'tuple' | 'list' | 'dict' | 'set' }, state: Rendering): string {
  if (state.open.has(value)) return { tuple: '(...)', list: '[...]', dict: '{...}', set: 'set(...)' }[value.kind];
  return within(value, state, () => {
    if (value.kind !== 'tuple' && value.open) lost(state, value.open);
    switch (value.kind) {
      case 'tuple': {
        const items = value.items.map((item) => repr(item, state));
        return `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
      }
      case 'list':
        return value.open ? '[?]' : `[${value.items.map((item) => repr(item, state)).join(', ')}]`;
      case 'dict': {
        const entries = [...value.entries.values()].map((e) => `${repr(e.key, state)}: ${repr(e.value, state)}`);
        return `{${[...entries, ...(value.open ? ['?'] : [])].join(', ')}}`;
      }
      case 'set': {
        const name = typeOf(value).name;
        const items = [...value.entries.values()].map((item) => repr(item, state));
        if (value.open) items.push('?');
        if (items.length === 0) return `${name}()`;
        return name === 'set' ? `{${items.join(', ')}}` : `${name}({${items.join(', ')}})`;
      }
    }
  });
}

function objectText(value: Value, state: Rendering): string {
  const at = `at 0x${addressOf(value).toString(16)}`;
  switch (value.kind) {
    case 'iterator':
      return `<${value.typeName} object ${at}>`;
    case 'function':
      return `<function ${value.owner ? `${value.owner.name}.` : ''}${value.name} ${at}>`;
    case 'native':
      return `<built-in function ${value.name}>`;
    case 'method': {
      const name = 'name' in value.func ? String(value.func.name) : 'method';
      return `<bound method ${typeOf(value.self).name}.${name} of ${repr(value.self, state)}>`;
    }
    case 'class':
      return `<class '${qualifiedName(value)}'>`;
    case 'module':
      return value.file ? `<module '${value.name}' from '${value.file}'>` : `<module '${value.name}' (built-in)>`;
    case 'super':
      return `<super: <class '${value.after.name}'>, <${typeOf(value.self).name} object>>`;
    case 'instance':
      return value.cls.isSubclassOf(types.baseException)
        ? exceptionRepr(value, state)
        : `<${qualifiedName(value.cls)} object ${at}>`;
    default:
      return `<${qualifiedName(typeOf(value))} object ${at}>`;
  }
}

/** `torch.nn.Conv2d`; built-in classes without their module. */
function qualifiedName(cls: ClassValue): string {
  return cls.module === 'builtins' || cls.module === '' ? cls.name : `${cls.module}.${cls.name}`;
}

function exceptionRepr(value: InstanceValue, state: Rendering): string {
  const args = value.attrs.get('args');
  const items = args?.kind === 'tuple' ? args.items : [];
  return `${value.cls.name}(${items.map((item) => repr(item, state)).join(', ')})`;
}

const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** `repr` of a string: single quotes unless only they occur in it; what cannot be printed is escaped. */
export function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = mark;
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0;
    if (c === mark) out += `\\${c}`;
    else if (ESCAPES[c]) out += ESCAPES[c];
    else if (c !== ' ' && /[\p{C}\p{Z}]/u.test(c)) out += escapeCode(code);
    else out += c;
  }
  return out + mark;
}

function escapeCode(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** `ascii(text)` of a quoted text: everything beyond ASCII is escaped. */
export function asciiOnly(text: string): string {
  return [...text].map((c) => ((c.codePointAt(0) ?? 0) < 128 ? c : escapeCode(c.codePointAt(0) ?? 0))).join('');
}

function bytesRepr(bytes: string): string {
  const mark = bytes.includes("'") && !bytes.includes('"') ? '"' : "'";
  let out = `b${mark}`;
  for (const c of bytes) {
    const code = c.charCodeAt(0);
    if (c === mark) out += `\\${c}`;
    else if (ESCAPES[c]) out += ESCAPES[c];
    else out += code < 32 || code > 126 ? escapeCode(code) : c;
  }
  return out + mark;
}
