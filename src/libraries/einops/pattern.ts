/** einops' pattern language (einops/parsing.py): axes, `(a b)`, `...`, `1`, `()`, sizes without a name. */
import { ShapeError } from '../../shape';
import { type Saying, said } from '../../protocol/say';

/** One axis: named, of a size without a name, or all the axes that `...` stands for. */
export type Axis =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'size'; readonly size: number; readonly id: number }
  | { readonly kind: 'ellipsis' };

/** One axis of the tensor: the axes it is made of; none for an axis of size 1. */
export type Group = readonly Axis[];

export interface Side {
  readonly groups: readonly Group[];
  readonly names: ReadonlySet<string>;
  /** `...` stands in it, and whether in parentheses. */
  readonly ellipsis: 'none' | 'free' | 'grouped';
}

export const ELLIPSIS = '…';

/** The key under which an axis' size is kept. */
export function keyOf(axis: Axis): string {
  return axis.kind === 'name' ? axis.name : axis.kind === 'size' ? `#${axis.id}` : ELLIPSIS;
}

const fail = (pattern: string, problem: Saying): never => {
  throw new ShapeError('einsum-mismatch', said`einops pattern '${pattern}': ${problem}`);
};

/** @throws ShapeError `einsum-mismatch` for what is no name of an axis */
function checkName(pattern: string, name: string, underscore: boolean): void {
  if (underscore && name === '_') return;
  if (!/^[A-Za-z_]\w*$/.test(name)) fail(pattern, said`'${name}' is no name for an axis.`);
  if (name.startsWith('_') || name.endsWith('_'))
    fail(pattern, said`the axis '${name}' must not start or end with an underscore.`);
}

let nextSize = 0;

/**
 * One side of a pattern.
 * @throws ShapeError `einsum-mismatch` for what the language does not allow
 */
export function parseSide(text: string, pattern = text, underscore = false): Side {
  const spread = text.replace(/\.\.\./g, ` ${ELLIPSIS} `);
  if (spread.includes('.')) fail(pattern, said`dots may stand only as an ellipsis, \`...\`.`);
  const tokens = spread.match(/[()]|[^\s()]+/g) ?? [];
  const groups: Group[] = [];
  const names = new Set<string>();
  let open: Axis[] | undefined;
  let ellipsis: Side['ellipsis'] = 'none';
  for (const token of tokens) {
    if (token === '(') {
      if (open) fail(pattern, said`parentheses must not stand inside parentheses.`);
      open = [];
    } else if (token === ')') {
      if (!open) fail(pattern, said`the parentheses are not balanced.`);
      groups.push(open!);
      open = undefined;
    } else {
      const axis = axisOf(token);
      if (axis === undefined) {
        if (!open) groups.push([]);
        continue;
      }
      if (open) open.push(axis);
      else groups.push([axis]);
    }
  }
  if (open) fail(pattern, said`the parentheses are not balanced.`);
  return { groups, names, ellipsis };

  /** Undefined for `1`, which is no axis but a place of size 1. */
  function axisOf(token: string): Axis | undefined {
    if (token === ELLIPSIS) {
      if (ellipsis !== 'none') fail(pattern, said`\`...\` may stand only once on a side.`);
      ellipsis = open ? 'grouped' : 'free';
      return { kind: 'ellipsis' };
    }
    if (/^\d+$/.test(token)) {
      const size = Number(token);
      if (size === 0) fail(pattern, said`the size of an axis must be positive.`);
      return size === 1 ? undefined : { kind: 'size', size, id: nextSize++ };
    }
    checkName(pattern, token, underscore);
    if (names.has(token) && token !== '_') fail(pattern, said`the axis '${token}' stands twice on one side.`);
    names.add(token);
    return { kind: 'name', name: token };
  }
}

/** Both sides of a pattern. @throws ShapeError `einsum-mismatch` */
export function parsePattern(pattern: string): { left: Side; right: Side } {
  const parts = pattern.split('->');
  if (parts.length !== 2) fail(pattern, said`it must have one '->' between the input and the output.`);
  return { left: parseSide(parts[0], pattern), right: parseSide(parts[1], pattern) };
}
