import type { FunctionDef, Module, Span, Stmt } from './ast';
import { functionsIn, readAround, readSpan } from './bodies';
import { ourSide } from './conflicts';
import { commentAt } from './lower';
import { blankMagics, withScripts } from './magics';
import { outlineOf, type OutlinedFunction } from './outline';
import { recoverModule } from './recover';
import { movedCopy, shiftSpans } from './spans';

/** What a text was read as, with the spans it had where it stood. */
interface ReadText {
  start: number;
  body: Stmt[];
}

/**
 * Reads the versions of one source, one after the other: statements and functions that an edit has left alone are not
 * read again. Versions share nodes, which must therefore not be changed.
 */
export class ModuleReader {
  /** What the version before consists of, and this one so far, by text: statements of the top level, and functions. */
  private before = new Map<string, ReadText>();
  private now = new Map<string, ReadText>();

  /** Never throws on broken source, see `parseModule`. */
  read(source: string): Module {
    this.before = this.now;
    this.now = new Map();
    const whole = this.readWhole(source);
    if (whole) return whole;
    const python = blankMagics(ourSide(source));
    if (python === source) return recoverModule(source, (span) => this.readPart(source, span));
    const module = this.readWhole(python) ?? recoverModule(python, (span) => this.readPart(python, span));
    return withScripts(module, source, ({ start, end }) => {
      const written = new ModuleReader().read(source.slice(start, end));
      shiftSpans(written, start);
      return written;
    });
  }

  private readWhole(source: string): Module | undefined {
    const outline = outlineOf(source);
    const body = outline && this.readStatements(source, outline.statements, outline.functions);
    return body && { body, problems: [], comments: outline.comments.map((span) => commentAt(source, span)) };
  }

  /** Statements that may parse although the source as a whole does not. */
  private readPart(source: string, span: Span): Stmt[] | undefined {
    const outline = outlineOf(source, span);
    return outline && this.readStatements(source, outline.statements, outline.functions);
  }

  /** What is new is read in one piece as far as it goes. */
  private readStatements(
    source: string,
    statements: readonly Span[],
    functions: readonly OutlinedFunction[],
  ): Stmt[] | undefined {
    const body: Stmt[] = [];
    for (let at = 0; at < statements.length;) {
      let end = at;
      while (end < statements.length && !this.isKnown(source, statements[end])) end++;
      const read =
        end > at ? this.readNew(source, statements.slice(at, end), functions) : this.recall(source, statements[end++]);
      if (!read) return undefined;
      body.push(...read);
      at = end;
    }
    return body;
  }

  private readNew(
    source: string,
    statements: readonly Span[],
    functions: readonly OutlinedFunction[],
  ): Stmt[] | undefined {
    const span = { start: statements[0].start, end: statements[statements.length - 1].end };
    const inside = functions.filter((one) => isIn(one, span));
    const body = inside.some((one) => this.isKnown(source, one))
      ? readAround(source, span, inside, (node, outlined) => this.fill(source, node, outlined))
      : readSpan(source, span);
    if (!body) return undefined;
    // A function's text begins behind its decorators, and may stand without them as a statement in the next version.
    for (const [node, outlined] of functionsIn(body, inside))
      this.keep(source, outlined, [{ ...node, decorators: [] }]);
    for (const one of statements) {
      this.keep(
        source,
        one,
        body.filter((statement) => isIn(statement, one)),
      );
    }
    return body;
  }

  private fill(source: string, node: FunctionDef, outlined: OutlinedFunction): boolean {
    const [read] = (this.isKnown(source, outlined) ? this.recall(source, outlined) : readSpan(source, outlined)) ?? [];
    if (read?.kind !== 'function') return false;
    node.body = read.body;
    node.isGenerator = read.isGenerator;
    return true;
  }

  private keep(source: string, { start, end }: Span, body: Stmt[]): void {
    this.now.set(source.slice(start, end), { start, body });
  }

  private isKnown(source: string, { start, end }: Span): boolean {
    const text = source.slice(start, end);
    return this.now.has(text) || this.before.has(text);
  }

  private recall(source: string, { start, end }: Span): Stmt[] {
    const text = source.slice(start, end);
    const { start: from, body } = (this.now.get(text) ?? this.before.get(text))!;
    const moved = from === start ? body : movedCopy(body, start - from);
    this.now.set(text, { start, body: moved });
    return moved;
  }
}

const isIn = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
