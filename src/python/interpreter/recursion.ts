/**
 * Recursion that nothing known ends. A function that calls itself in a branch whose condition is unknown would be
 * followed on both ways at every level, so that the work doubles with each: after a few levels its value is unknown.
 * Recursion whose conditions are known is followed to its end.
 */
import type * as ast from '../syntax/ast';

/** How often a function may call itself under one more unknown condition each. */
const MAX_UNDECIDED = 6;

export class Recursions {
  /** For each function that is running, how many forks were open when each of its activations began. */
  private readonly running = new Map<ast.FunctionDef | ast.LambdaExpr, number[]>();

  /** Notes an activation; false, and nothing noted, where it would be one undecided level too many. */
  enter(node: ast.FunctionDef | ast.LambdaExpr, openForks: number): boolean {
    const levels = this.running.get(node);
    if (!levels) {
      this.running.set(node, [openForks]);
      return true;
    }
    const undecided = [...levels, openForks].filter((forks, i, all) => i > 0 && forks > all[i - 1]).length;
    if (undecided > MAX_UNDECIDED) return false;
    levels.push(openForks);
    return true;
  }

  leave(node: ast.FunctionDef | ast.LambdaExpr): void {
    const levels = this.running.get(node);
    levels?.pop();
    if (levels?.length === 0) this.running.delete(node);
  }
}
