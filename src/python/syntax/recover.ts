import type { FunctionDef, Module, Span, Stmt, SyntaxProblem } from './ast';
import { PLACEHOLDER } from './context';
import { intactExpressions, standInHeader, standInStatement, UNKNOWN_HEADER } from './fallbackLine';
import { tokenize } from './lexer';
import { isHeader, logicalLines, type LogicalLine, statementChunks } from './logicalLines';
import { commentAt, readSource } from './lower';
import { parses } from './parser';
import { type Piece, pieceText, rewrite } from './pieces';
import { isUnfinished, type Repair, repairLine } from './repairLine';
import { forEachNode, moveSpans } from './spans';

/** Reads statements of the source as they stand; undefined where they do not parse. */
export type ReadPart = (span: Span) => Stmt[] | undefined;

/**
 * Reads source that does not parse as a whole. Tree-sitter's own recovery loses what follows an unclosed bracket,
 * so the source is taken apart into statements of the top level; those that parse are read as they are, the others
 * are repaired line by line first.
 * @param read reads what parses as it stands
 */
export function recoverModule(source: string, read: ReadPart): Module {
  const { tokens, comments } = tokenize(source);
  const isValid = ({ start, end }: { start: number; end: number }) => parsesAlone(source.slice(start, end));
  const body: Stmt[] = [];
  const problems: SyntaxProblem[] = [];
  for (const chunk of statementChunks(logicalLines(tokens, isValid), 0)) {
    const intact = readIntact(chunk, read);
    if (intact) {
      body.push(...intact);
    } else {
      const span = { start: chunk[0].start, end: chunk[chunk.length - 1].end };
      const { repaired, lowered } = readBroken(source, chunk, read);
      body.push(...(lowered ?? [{ kind: 'error' as const, ...span, body: [] }]));
      problems.push(
        ...(lowered
          ? repaired.problems
          : [{ ...span, message: 'This is nested too deeply, or broken in a way that hides its parts.' }]),
      );
    }
  }
  problems.sort((a, b) => a.start - b.start);
  return { body, problems, comments: comments.map((span) => commentAt(source, span)) };
}

/** A statement of the top level that parses as it stands; undefined where it does not. */
function readIntact(chunk: readonly LogicalLine[], read: ReadPart): Stmt[] | undefined {
  const { start, indent } = chunk[0];
  if (indent > 0) return undefined;
  return read({ start, end: chunk[chunk.length - 1].end });
}

interface ReadChunk {
  repaired: RepairedSource;
  /** Undefined where it is broken in a way that hides its parts. */
  lowered?: Stmt[];
}

/** A statement that is broken somewhere; of the functions in it, such as a class's methods, most are intact. */
function readBroken(source: string, chunk: readonly LogicalLine[], read: ReadPart): ReadChunk {
  const { functions, around } = intactFunctions(chunk, read);
  if (functions.size > 0) {
    const repaired = repairChunk(source, around, '');
    const lowered = lowerRepaired(source, repaired, functions);
    if (lowered && fillIn(lowered, functions)) return { repaired, lowered };
  }
  const repaired = repairChunk(source, chunk, '');
  return { repaired, lowered: lowerRepaired(source, repaired) };
}

/** A function that parses as it stands. */
interface IntactFunction extends Span {
  /** The end of its header. */
  headerEnd: number;
  node: FunctionDef;
}

/** The functions of a statement that parse as they stand, by where they start, and its lines without their bodies. */
function intactFunctions(chunk: readonly LogicalLine[], read: ReadPart) {
  const functions = new Map<number, IntactFunction>();
  const around: LogicalLine[] = [];
  for (let at = 0; at < chunk.length;) {
    const header = chunk[at++];
    around.push(header);
    if (!isFunctionHeader(header)) continue;
    let behind = at;
    while (behind < chunk.length && chunk[behind].indent > header.indent) behind++;
    if (behind === at) continue;
    const span = { start: header.start, end: chunk[behind - 1].end };
    const [node] = read(span) ?? [];
    if (node?.kind !== 'function') continue;
    functions.set(span.start, { ...span, headerEnd: header.end, node });
    at = behind;
  }
  return { functions, around };
}

const isFunctionHeader = ({ tokens: [first, second] }: LogicalLine): boolean =>
  first.text === 'def' || (first.text === 'async' && second?.text === 'def');

/** Gives functions the bodies that were read; false where the headers of some were lost. */
function fillIn(body: readonly Stmt[], functions: ReadonlyMap<number, IntactFunction>): boolean {
  let filled = 0;
  forEachNode(body, (node) => {
    const intact = node.kind === 'function' ? functions.get(node.start ?? -1) : undefined;
    if (!intact) return;
    Object.assign(node, { body: intact.node.body, isGenerator: intact.node.isGenerator });
    filled++;
  });
  return filled === functions.size;
}

interface RepairedSource {
  pieces: Piece[];
  problems: SyntaxProblem[];
  /** Lines of which only parts could be read, by the offset where they start. */
  lost: Map<number, LogicalLine>;
}

function lowerRepaired(
  source: string,
  { pieces, lost }: RepairedSource,
  functions: ReadonlyMap<number, IntactFunction> = new Map(),
): Stmt[] | undefined {
  const { text, startOf, endOf } = rewrite(source, pieces);
  const body = readSource(text)?.body;
  if (!body) return undefined;
  // What ends with the header of a function whose body was left out ends with that body.
  const ends = new Map([...functions.values()].map(({ headerEnd, end }) => [headerEnd, end]));
  moveSpans(body, startOf, (offset) => ends.get(endOf(offset)) ?? endOf(offset));
  forEachNode(body, (node) => {
    const line = node.kind === 'error' && 'body' in node ? lost.get(node.start ?? -1) : undefined;
    if (!line) return;
    node.end = line.end;
    node.body = intactExpressions(source, line);
  });
  return body;
}

/** Statements and clauses of one indentation. */
interface Level {
  /** Columns in the source, and white space in the repaired text. */
  indent: number;
  text: string;
  /** First word of the last statement or clause on this level. */
  last: string;
  /** First word of the header above the level. */
  opener: string;
}

/** A statement with its body, every line made to parse, indented by the given blanks. */
function repairChunk(source: string, chunk: readonly LogicalLine[], blanks: string): RepairedSource {
  const attempts = [repairLines, repairParts];
  for (const attempt of attempts) {
    const repaired = attempt(source, chunk, blanks);
    if (parses(`${blanks === '' ? '' : 'if x:\n'}${pieceText(source, repaired.pieces)}`)) return repaired;
  }
  return giveUp(chunk, blanks);
}

function repairLines(source: string, chunk: readonly LogicalLine[], blanks: string): RepairedSource {
  const out: RepairedSource = { pieces: [], problems: [], lost: new Map() };
  const levels: Level[] = [{ indent: chunk[0].indent, text: blanks, last: '', opener: '' }];
  let opener: string | undefined;
  chunk.forEach((line, i) => {
    if (opener !== undefined && line.indent <= levels[levels.length - 1].indent) giveBody(chunk[i - 1], levels, out);
    const level = enterLevel(levels, line, opener, out);
    const fitted = fitLine(source, line, chunk[i + 1], level, out);
    write(line, fitted, level.text, out);
    level.last = fitted.last;
    opener = fitted.opens ? fitted.last : undefined;
  });
  if (opener !== undefined) giveBody(chunk[chunk.length - 1], levels, out);
  return out;
}

/** Puts something behind a header that has no body. */
function giveBody(header: LogicalLine, levels: readonly Level[], out: RepairedSource): void {
  out.pieces.push({ at: header.end, text: `${levels[levels.length - 1].text} pass\n` });
}

/** The same with each statement of the body repaired by itself, where the whole does not fit together. */
function repairParts(source: string, chunk: readonly LogicalLine[], blanks: string): RepairedSource {
  const out: RepairedSource = { pieces: [], problems: [], lost: new Map() };
  const level: Level = { indent: chunk[0].indent, text: blanks, last: '', opener: '' };
  let at = 0;
  while (at < chunk.length) {
    const line = chunk[at++];
    const fitted = fitLine(source, line, chunk[at], level, out);
    write(line, fitted, blanks, out);
    level.last = fitted.last;
    const from = at;
    while (at < chunk.length && chunk[at].indent > level.indent) at++;
    const body = chunk.slice(from, at);
    if (fitted.opens && body.length === 0) out.pieces.push({ at: line.end, text: `${blanks} pass\n` });
    const indent = Math.min(...body.map((inner) => inner.indent));
    for (const part of statementChunks(body, indent)) {
      const repaired = repairChunk(source, part, fitted.opens ? `${blanks} ` : blanks);
      out.pieces.push(...repaired.pieces);
      out.problems.push(...repaired.problems);
      repaired.lost.forEach((lostLine, start) => out.lost.set(start, lostLine));
    }
  }
  return out;
}

function write(line: LogicalLine, { statements }: FittedLine, blanks: string, out: RepairedSource): void {
  for (const pieces of statements)
    out.pieces.push({ at: line.start, text: blanks }, ...pieces, { at: line.end, text: '\n' });
}

/** The level a line stands on: a new one behind a header, else the innermost that is not indented deeper. */
function enterLevel(levels: Level[], line: LogicalLine, opener: string | undefined, out: RepairedSource): Level {
  const innermost = levels[levels.length - 1];
  if (opener !== undefined && line.indent > innermost.indent) {
    levels.push({ indent: line.indent, text: `${innermost.text} `, last: '', opener });
  } else {
    while (levels.length > 1 && levels[levels.length - 1].indent > line.indent) levels.pop();
    if (line.indent > levels[levels.length - 1].indent) {
      out.problems.push({ start: line.start, end: line.end, message: 'This line is indented for no reason.' });
    }
  }
  return levels[levels.length - 1];
}

interface FittedLine {
  /** One statement, or what is lost of a line and then what stands for it. */
  statements: Piece[][];
  /** True where a block must follow. */
  opens: boolean;
  /** First word as later clauses see it. */
  last: string;
}

/** What may stand before a clause, on the same level. */
const CLAUSE_OF = new Map([
  ['elif', ['if', 'elif']],
  ['else', ['if', 'elif', 'for', 'while', 'try', 'except']],
  ['except', ['try', 'except']],
  ['finally', ['try', 'except', 'else']],
]);

function fitLine(
  source: string,
  line: LogicalLine,
  next: LogicalLine | undefined,
  level: Level,
  out: RepairedSource,
): FittedLine {
  const { start, end } = line;
  const first = line.tokens[0].text === 'async' ? (line.tokens[1]?.text ?? 'async') : line.tokens[0].text;
  const clauseOf = CLAUSE_OF.get(first);
  if (clauseOf && !clauseOf.includes(level.last)) {
    out.problems.push({ start, end, message: `'${first}' belongs to no statement before it.` });
    return { statements: [[{ at: start, text: UNKNOWN_HEADER }]], opens: true, last: 'if' };
  }
  if (first === '@' && !DECORATED.has(next?.tokens[0].text ?? '')) {
    out.problems.push({ start, end, message: 'This decorator has nothing to decorate.' });
    return loseLine(source, line, out);
  }
  const repair = asItStands(source, line) ?? repairLine(line);
  if (parsesAlone(pieceText(source, repair.pieces))) {
    out.problems.push(...repair.problems);
    return { statements: [repair.pieces], opens: opensBlock(source, repair.pieces), last: first };
  }
  out.problems.push(...(repair.problems.length > 0 ? repair.problems : [{ start, end, message: NOT_PYTHON }]));
  if (isHeader(line) || (first === 'case' && level.opener === 'match')) {
    return { statements: [standInHeader(line)], opens: true, last: first };
  }
  return loseLine(source, line, out);
}

const DECORATED = new Set(['@', 'def', 'class', 'async']);

/** A line that is in order, as it is or with its physical lines joined. */
function asItStands(source: string, line: LogicalLine): Repair | undefined {
  if (isUnfinished(line)) return undefined;
  const whole: Piece[] = [{ start: line.start, end: line.end }];
  const pieces = [whole, joinLines(line), ...execCall(line)].find((candidate) =>
    parsesAlone(pieceText(source, candidate)),
  );
  return pieces && { pieces, problems: [] };
}

/** A marker for what is lost of a line, and what stands for it. */
function loseLine(source: string, line: LogicalLine, out: RepairedSource): FittedLine {
  out.lost.set(line.start, line);
  const marker: Piece[] = [{ at: line.start, text: PLACEHOLDER }];
  const standIn = standInStatement(line);
  const stands = standIn.length > 0 && parsesAlone(pieceText(source, standIn));
  return { statements: stands ? [marker, standIn] : [marker], opens: false, last: '' };
}

const NOT_PYTHON = 'This line is not valid Python.';

/** The line with its physical lines joined: the grammar takes some dedents inside brackets for the end of a block. */
function joinLines(line: LogicalLine): Piece[] {
  const pieces: Piece[] = [];
  let written = line.start;
  for (const token of line.tokens) {
    if (token.first && token !== line.tokens[0]) pieces.push({ at: token.start, text: ' ' });
    else pieces.push({ start: written, end: token.start });
    pieces.push({ start: token.start, end: token.end });
    written = token.end;
  }
  return pieces;
}

/** A header without a body behind its colon. */
function opensBlock(source: string, pieces: readonly Piece[]): boolean {
  return pieceText(source, pieces).trimEnd().endsWith(':');
}

/** Python 2's `exec f(x) in scope` as a call: of its statement the grammar knows only the simplest form. */
function execCall({ tokens, start, end }: LogicalLine): Piece[][] {
  if (tokens[0].text !== 'exec' || tokens.length < 2) return [];
  const code = tokens[1].start;
  return [
    [
      { start, end: tokens[0].end },
      { at: code, text: '(' },
      { start: code, end },
      { at: end, text: ')' },
    ],
  ];
}

/** What must stand around a line that is part of a statement. */
const CONTEXTS = new Map<string, [before: string, after: string]>([
  ['elif', ['if x:\n pass\n', '']],
  ['else', ['if x:\n pass\n', '']],
  ['except', ['try:\n pass\n', '']],
  ['finally', ['try:\n pass\n', '']],
  ['@', ['', '\ndef f(): pass']],
  ['case', ['match x:\n ', '']],
]);

/** Which lines parse by themselves: an edit leaves most of a broken statement's lines as they were. */
const verdicts = new Map<string, boolean>();
const MAX_VERDICTS = 20_000;

function parsesAlone(text: string): boolean {
  let verdict = verdicts.get(text);
  if (verdict === undefined) {
    if (verdicts.size >= MAX_VERDICTS) verdicts.clear();
    verdict = parsesInContext(text);
    verdicts.set(text, verdict);
  }
  return verdict;
}

function parsesInContext(text: string): boolean {
  const first = /^(?:\w+|@)/.exec(text)?.[0] ?? '';
  const [before, after] = CONTEXTS.get(first) ?? ['', ''];
  const body = text.trimEnd().endsWith(':') && first !== 'match' ? ' pass' : '';
  if (parses(`${before}${text}${body}${after}\n`)) return true;
  return first === 'case' && parses(`${text}\n`);
}

/** A statement of which only single expressions can be read. */
function giveUp(chunk: readonly LogicalLine[], blanks: string): RepairedSource {
  const repaired: RepairedSource = { pieces: [], problems: [], lost: new Map() };
  for (const line of chunk) {
    repaired.pieces.push({ at: line.start, text: `${blanks}${PLACEHOLDER}\n` });
    repaired.lost.set(line.start, line);
  }
  const [start, end] = [chunk[0].start, chunk[chunk.length - 1].end];
  repaired.problems.push({ start, end, message: 'These lines do not fit together as Python.' });
  return repaired;
}
