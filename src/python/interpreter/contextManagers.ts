/**
 * Context managers written as generators (`contextlib.contextmanager`). The body of the `with` statement is run where the
 * generator yields, so that it finds what was done before, and what follows is done after it.
 */
import { callFunction } from './calls';
import type { Completion } from './frame';
import type { Interpreter } from './interpreter';
import type { FunctionValue, Value } from './values';

/** A generator function with its arguments, not yet called. */
export class GeneratorCall {
  constructor(
    private readonly fn: FunctionValue,
    private readonly args: Value[],
    private readonly kwargs: Map<string, Value>,
  ) {}

  /** Runs it ahead of its readers. @returns the generator */
  run(ip: Pick<Interpreter, 'call'>): Value {
    return ip.call(this.fn, this.args, this.kwargs);
  }

  /**
   * Runs it with a body in place of its first `yield`. Where it is not certain that it yields there, the body runs behind it.
   * @param body given what is yielded
   */
  around(ip: Interpreter, body: (entered: Value) => Completion): Completion {
    const { node } = this.fn;
    const { frame } = ip;
    const isExpected = ip.expectations.any;
    let completion: Completion | undefined;
    const run = (entered: Value): void => {
      // The body may enter the same context manager again: that is no recursion.
      ip.recursions.leave(node);
      try {
        const inBody = () => ip.inFrame(frame!, () => body(entered));
        completion = isExpected ? inBody() : ip.expectations.unexpecting(inBody);
      } finally {
        ip.recursions.enter(node, ip.journal.openForks);
      }
    };
    const generator = callFunction(ip, this.fn, this.args, this.kwargs, run);
    if (completion) return completion;
    const first = generator.kind === 'iterator' ? generator.iterator.next() : undefined;
    return body(first && !first.done ? first.value : ip.unknown('what is entered by this with statement'));
  }
}
