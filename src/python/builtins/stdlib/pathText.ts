/** Paths as text, after `posixpath`. */
import type { Context } from '../../interpreter/context';
import type { UnknownValue, Value } from '../../interpreter/values';

export const ON_DISK = 'it depends on the files of the machine';

/** The text of a path argument: a string or a Path; undefined where it is not known. */
export function pathText(value: Value): string | undefined {
  if (value.kind === 'str') return value.value;
  const own = value.kind === 'instance' ? value.attrs.get('_path') : undefined;
  return own?.kind === 'str' ? own.value : undefined;
}

/** `os.path.join`: an absolute part starts anew. */
export function join(parts: readonly string[]): string {
  return parts.reduce((path, part) => {
    if (part.startsWith('/') || path === '') return part;
    return path.endsWith('/') ? path + part : `${path}/${part}`;
  });
}

export function split(path: string): [head: string, tail: string] {
  const at = path.lastIndexOf('/') + 1;
  const head = path.slice(0, at);
  return [/^\/*$/.test(head) ? head : head.replace(/\/+$/, ''), path.slice(at)];
}

/** The extension with its dot; leading dots are part of the name. */
export function splitExtension(path: string): [root: string, extension: string] {
  const [, tail] = split(path);
  const match = /^(\.*[^.].*?)(\.[^.]*)$/.exec(tail);
  return match ? [path.slice(0, path.length - match[2].length), match[2]] : [path, ''];
}

export function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else if (part !== '..' || !path.startsWith('/')) parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/') || '.';
}

export function unknownPath(cx: Context, value: Value): UnknownValue {
  return value.kind === 'unknown' ? value : cx.unknown('the path is not known');
}
