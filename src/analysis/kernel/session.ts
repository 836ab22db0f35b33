/**
 * The built-in notebook kernel: interprets cells with their numbers and says what Jupyter's kernel would say.
 * No Python runs. The extension's worker, `convlens run` and the tests all use it.
 */
import { Interpreter, PyError, Stopped } from '../../python/interpreter';
import { parseModule, positionAt, sourceText } from '../../python/syntax';
import type * as ast from '../../python/syntax/ast';
import { str, type ModuleValue } from '../../python/interpreter/values';
import type { KernelReply, MimeBundle } from '../../protocol/messages';
import { engineOptions } from '../engine';
import type { FileSystem } from '../fileSystem';
import { sourceFinder, Sources } from '../sources';
import { convolutionOutput } from './output';

type Reply = KernelReply extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

export interface SessionOptions {
  files: FileSystem;
  /** Folders in which imports are looked up. */
  roots?: readonly string[];
  interrupted?: () => boolean;
}

export interface KernelSession {
  /** Executes one cell; replies arrive in order, `done` last. @returns whether it ended without an error */
  execute(code: string, reply: (reply: Reply) => void): boolean;
}

/** Steps one cell may take; far beyond any example, and short enough that a runaway loop ends. */
const CELL_BUDGET = 50_000_000;

export function startSession(options: SessionOptions): KernelSession {
  const sources = new Sources(options.files);
  let send: (reply: Reply) => void = () => undefined;
  const ip = new Interpreter({
    ...engineOptions(),
    mode: 'run',
    finder: sourceFinder(sources, options.roots ?? []),
    budget: CELL_BUDGET,
    cancelled: options.interrupted,
    print: (text, name) => send({ type: 'stream', name, text }),
    display: (data) => send({ type: 'display', data, isResult: false }),
    place: (site) => sources.place(site),
  });
  const main = ip.modules.create('__main__', 'notebook');
  main.attrs.set('__name__', str('__main__'));
  let count = 0;

  return {
    execute(code, reply) {
      send = reply;
      const file = `<cell ${++count}>`;
      const module = parseModule(code);
      sources.put(file, code, module);
      ip.renewBudget(CELL_BUDGET);
      const firstCall = ip.recorder.calls.length;
      const ok = attempt(() => runCell(ip, main, module, file, code, reply), sources, reply);
      for (const output of convolutionOutput(ip.recorder.calls.slice(firstCall))) {
        reply({ type: 'display', data: output, isResult: false });
      }
      reply({ type: 'done', ok });
      return ok;
    },
  };
}

/** Runs the statements; the value of a last expression becomes the cell's result. */
function runCell(
  ip: Interpreter,
  main: ModuleValue,
  module: ast.Module,
  file: string,
  code: string,
  reply: (reply: Reply) => void,
): void {
  const [problem] = module.problems;
  if (problem) {
    const { line, column } = positionAt(sourceText(code), problem.start);
    throw new PyError('SyntaxError', `${problem.message} (line ${line}, column ${column})`);
  }
  const last = module.body.at(-1);
  const shows = last?.kind === 'expr' && !code.slice(last.end).trimStart().startsWith(';');
  const statements = shows ? module.body.slice(0, -1) : module.body;
  const frame = ip.moduleFrame(main, file);
  ip.runModule(frame, { ...module, body: statements });
  if (!shows) return;
  const value = ip.inFrame(frame, () => ip.evaluate(frame, last.value));
  if (value.kind === 'none') return;
  reply({ type: 'display', data: { 'text/plain': ip.repr(value) } satisfies MimeBundle, isResult: true });
}

function attempt(run: () => void, sources: Sources, reply: (reply: Reply) => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    const { name, message, traceback } = explain(error, sources);
    reply({ type: 'error', name, message, traceback });
    return false;
  }
}

/** A traceback as Python writes it: the calls from the outside in, each with its source line, then the exception. */
function explain(error: unknown, sources: Sources): { name: string; message: string; traceback: string[] } {
  if (error instanceof Stopped) {
    const interrupted = error.why === 'cancelled';
    const name = interrupted ? 'KeyboardInterrupt' : 'BudgetExceeded';
    const message = interrupted ? '' : 'the cell ran longer than the built-in kernel follows a program';
    return { name, message, traceback: [message ? `${name}: ${message}` : name] };
  }
  if (!(error instanceof PyError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { name: 'InternalError', message, traceback: [`ConvLens could not follow this cell: ${message}`] };
  }
  const steps = [...error.stack_, ...(error.site ? [error.site] : [])].flatMap((site) => {
    const place = sources.place(site);
    const text = sources.lineOf(site)?.trim();
    return place ? [`  File "${place.file}", line ${place.line}`, ...(text ? [`    ${text}`] : [])] : [];
  });
  const head = steps.length > 0 ? ['Traceback (most recent call last):'] : [];
  const last = error.message ? `${error.typeName}: ${error.message}` : error.typeName;
  return { name: error.typeName, message: error.message, traceback: [...head, ...steps, last] };
}
