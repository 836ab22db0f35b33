/** Tests that are not run, or that are expected to fail: what is wrong in them is known to whoever wrote them. */
import type { Site } from '../python/interpreter/values';
import type * as ast from '../python/syntax/ast';

/** `pytest.mark.skip`, `pytest.mark.xfail`, `unittest.skip`, `unittest.expectedFailure`, called or not. */
const NEVER = /^(skip|xfail|expectedFailure)$/;
/** Those that ask for a condition: `skipif(True)`. */
const CONDITIONAL = /^skip[iI]f$/;

/** Tells of a way to a place, outermost call first, whether it leads through a test of a document that is marked so. */
export function skippedTests({ body }: ast.Module, file: string): (way: readonly (Site | undefined)[]) => boolean {
  const skipped: readonly ast.Span[] = body.some(marksAll)
    ? [{ start: 0, end: Infinity }]
    : definitionsIn(body).filter(isMarked);
  if (skipped.length === 0) return () => false;
  return (way) =>
    way.some((site) => site?.file === file && skipped.some((test) => test.start <= site.start && site.end <= test.end));
}

type Definition = ast.FunctionDef | ast.ClassDef;

const definitionsIn = (body: readonly ast.Stmt[]): Definition[] =>
  body.flatMap((statement) => {
    if (statement.kind !== 'function' && statement.kind !== 'class') return [];
    return [statement, ...(statement.kind === 'class' ? definitionsIn(statement.body) : [])];
  });

const isMarked = ({ decorators }: Definition): boolean => decorators.some(isMark);

/** `pytestmark = pytest.mark.skip` speaks of all tests of a module. */
const marksAll = (statement: ast.Stmt): boolean =>
  statement.kind === 'assign' &&
  statement.targets.some((target) => target.kind === 'name' && target.id === 'pytestmark') &&
  (statement.value.kind === 'list' ? statement.value.elements : [statement.value]).some(isMark);

function isMark(mark: ast.Expr): boolean {
  const callee = mark.kind === 'call' ? mark.func : mark;
  const name = callee.kind === 'attribute' ? callee.attr : callee.kind === 'name' ? callee.id : '';
  if (NEVER.test(name)) return true;
  const [condition] = mark.kind === 'call' ? mark.args : [];
  return (
    CONDITIONAL.test(name) && condition?.kind === 'constant' && condition.value.type === 'bool' && condition.value.value
  );
}
