/** Quick fix: the second factor of a matrix product transposed, where that is what fits: queries and keys. */
import type { CallRecord } from '../../python/interpreter';
import { tensorsIn } from '../../python/interpreter';
import { nodesAt } from '../../python/syntax';
import type * as ast from '../../python/syntax/ast';
import { equalDims, type Shape } from '../../shape';
import type { Analysis } from '../analyse';
import type { Fix } from './edits';

/** @param product the refused call of `a @ b`, `torch.matmul(a, b)`, `torch.bmm(a, b)` or `tf.matmul(a, b)` */
export function transposeSecond(analysis: Analysis, product: CallRecord): Fix | undefined {
  const { site } = product;
  const [a, b] = tensorsIn(product.inputs);
  if (site?.file !== analysis.file || !a?.shape || !b?.shape || a.shape.length < 2 || b.shape.length < 2)
    return undefined;
  if (equalDims(a.shape.at(-1)!, b.shape.at(-1)!) !== true || !areStacked(a.shape, b.shape)) return undefined;
  const node = nodesAt(analysis.module, site.start).find((n) => n.start === site.start && n.end === site.end);
  const right = node && secondFactor(node as ast.Expr);
  if (!right) return undefined;
  const end = (at: number, text: string) => ({ file: site.file, start: at, end: at, text });
  if (/^tensorflow|^keras/.test(b.cls.module)) {
    if (node.kind !== 'call') return undefined;
    return {
      kind: 'transpose',
      subject: 'transpose_b=True',
      edits: [end(right.end, ', transpose_b=True')],
      preferred: false,
    };
  }
  if (!/^torch/.test(b.cls.module) || !isPrimary(right)) return undefined;
  const text = analysis.source.text.slice(right.start, right.end);
  const subject = `${text}.transpose(-2, -1)`;
  return { kind: 'transpose', subject, edits: [end(right.end, '.transpose(-2, -1)')], preferred: false };
}

/** Whether the axes before the matrices may go together. */
function areStacked(a: Shape, b: Shape): boolean {
  const [first, second] = [a.slice(0, -2).reverse(), b.slice(0, -2).reverse()];
  return first.every((size, i) => {
    const other = second[i];
    return other === undefined || size === 1 || other === 1 || equalDims(size, other) !== false;
  });
}

function secondFactor(node: ast.Expr): ast.Expr | undefined {
  if (node.kind === 'binary') return node.op === '@' ? node.right : undefined;
  return node.kind === 'call' && node.args.length === 2 && node.keywords.length === 0 ? node.args[1] : undefined;
}

/** Whether `.transpose(…)` can stand behind an expression as it is. */
const isPrimary = ({ kind }: ast.Expr): boolean => ['name', 'attribute', 'call', 'subscript'].includes(kind);
