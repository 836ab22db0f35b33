/** The files of a project that its programs read while they run: configurations that say how a model is built. */
import type { ProgramFiles } from '../python/interpreter';
import type { Sources } from './sources';

/** Bytes beyond which a file is taken for data: what is computed from data is not followed. */
const MAX_TEXT = 65_536;

/** The same of Python source, which packages search for what their modules define. */
const MAX_SOURCE = 1_048_576;

export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');

/** Without single dots and without steps up that have something to leave. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/') || '.';
}

/**
 * Text files below the given folders: the program's and the import roots. A relative path is looked up from each of them,
 * since the working folder is not known; it is answered where they all agree.
 */
export function programFiles(sources: Sources, below: readonly string[]): ProgramFiles {
  const folders = [...new Set(below.map(normalize))];
  const isInside = (path: string) =>
    folders.some(
      (folder) => folder === path || path.startsWith(`${folder}/`) || (folder === '.' && !/^(?:\.\.|\/)/.test(path)),
    );
  const candidates = (path: string): string[] => {
    const full = path.startsWith('/') ? [path] : folders.map((folder) => `${folder}/${path}`);
    return full.map(normalize).filter(isInside);
  };
  const agreed = <T>(found: readonly (T | undefined)[], same: (a: T, b: T) => boolean): T | undefined => {
    const [first, ...others] = found.filter((answer) => answer !== undefined);
    return first !== undefined && others.every((other) => same(first, other)) ? first : undefined;
  };
  return {
    read(path) {
      const full = candidates(path);
      const most = path.endsWith('.py') ? MAX_SOURCE : MAX_TEXT;
      if (full.some((each) => (sources.files.size?.(each) ?? 0) > most)) return undefined;
      const text = agreed(
        full.map((each) => sources.text(each)),
        (a, b) => a === b,
      );
      return text?.includes('\0') ? undefined : text;
    },
    list(path) {
      const { files } = sources;
      const folders = candidates(path).filter((full) => files.isDirectory(full));
      const lists = folders.map((full) => files.list?.(full)?.sort());
      return agreed(lists, (a, b) => a.join('\n') === b.join('\n'));
    },
  };
}
