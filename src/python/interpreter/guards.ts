/**
 * Guards that hold two settings against each other: `if is_rotated(old) != is_rotated(new): raise ValueError`. Which values of one
 * go on then hangs on the other, and a later question about it may have an answer that is not possible any more.
 */
import type * as ast from '../syntax/ast';
import { namesIn } from '../syntax';
import type { Completion, Frame } from './frame';
import type { Interpreter } from './interpreter';

/** Runs both branches of a condition; what is found in those about a setting that a guard has held against another is not certain. */
export function guarded(
  ip: Interpreter,
  frame: Frame,
  statement: Extract<ast.Stmt, { kind: 'if' }>,
  both: () => Completion,
): Completion {
  const settings = settingsIn(frame, statement.test);
  if (settings.some((name) => frame.heldAgainst?.has(name))) return ip.findings.uncertain(both);
  const completion = both();
  const isGuard = statement.body.at(-1)?.kind === 'raise' && statement.orelse.length === 0;
  if (isGuard && settings.length > 1) {
    const open = settings.filter((name) => frame.scope.vars.get(name)?.kind === 'unknown');
    frame.heldAgainst = new Set([...(frame.heldAgainst ?? []), ...open]);
  }
  return completion;
}

/** Names of the function in an expression that are neither tensors, about which the rules of shapes know more, nor `self`. */
function settingsIn({ scope }: Frame, e: ast.Expr): string[] {
  return namesIn(e).filter((name) => {
    const value = scope.vars.get(name);
    return scope.type === 'function' && value !== undefined && value.kind !== 'tensor' && value !== scope.method?.self;
  });
}
