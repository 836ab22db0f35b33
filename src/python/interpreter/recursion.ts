/**
 * Recursion that nothing known ends. A function that calls itself in a branch whose condition is unknown would be
 * followed on both ways at every level, so that the work multiplies with each: after a few levels, or after many calls on
 * a few levels, its value is unknown. Recursion whose conditions are known is followed to its end.
 */
import type * as ast from '../syntax/ast';

/** How often a function may call itself under one more unknown condition each. */
const MAX_UNDECIDED = 6;
/** How many such calls there may be below one outermost call: a body that calls itself at five places has 5⁶ of them. */
const MAX_UNDECIDED_CALLS = 200;

/** A function that is running. */
interface Activations {
  /** How many forks were open when each of them began. */
  forks: number[];
  /** How many of those that have come and gone since the outermost began under an unknown condition. */
  undecided: number;
}

export class Recursions {
  private readonly running = new Map<ast.FunctionDef | ast.LambdaExpr, Activations>();

  /** Notes an activation; false, and nothing noted, where it would be one undecided level or call too many. */
  enter(node: ast.FunctionDef | ast.LambdaExpr, openForks: number): boolean {
    const known = this.running.get(node);
    if (!known) {
      this.running.set(node, { forks: [openForks], undecided: 0 });
      return true;
    }
    const undecided = [...known.forks, openForks].filter((forks, i, all) => i > 0 && forks > all[i - 1]).length;
    if (undecided > MAX_UNDECIDED || known.undecided > MAX_UNDECIDED_CALLS) return false;
    if (undecided > 0) known.undecided++;
    known.forks.push(openForks);
    return true;
  }

  leave(node: ast.FunctionDef | ast.LambdaExpr): void {
    const known = this.running.get(node);
    known?.forks.pop();
    if (known?.forks.length === 0) this.running.delete(node);
  }
}
