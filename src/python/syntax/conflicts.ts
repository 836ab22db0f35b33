import { blank } from './magics';

/**
 * A conflict that a merge has left in a file (git-merge, "How conflicts are presented"): our side, with the `diff3` style
 * what both came from, and the other side.
 */
const CONFLICT = /^(<{7}(?: .*)?\r?\n)([^]*?)(^(?:\|{7}(?: .*)?\r?\n[^]*?^)?={7}\r?\n[^]*?^>{7}(?: .*)?)$/gm;

/** The source with our side of each conflict, what else belongs to it replaced by blanks. */
export function ourSide(source: string): string {
  if (!source.includes('<<<<<<<')) return source;
  return source.replace(CONFLICT, (_, open: string, ours: string, rest: string) => blank(open) + ours + blank(rest));
}
