import type { Module, RunScriptStmt, Span, Stmt, WriteFileStmt } from './ast';
import { PLACEHOLDER } from './context';
import { type Token, tokenize } from './lexer';

/** Spaces of the same length; line ends stay. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** Cell magics whose cell is Python that runs in this notebook; any other hands the cell to another language. */
const PYTHON_CELL_MAGICS = new Set([
  'capture',
  'debug',
  'filprofile',
  'heat',
  'manim',
  'memit',
  'notify',
  'prun',
  'px',
  'pyinstrument',
  'scalene',
  'snakeviz',
  'time',
  'timeit',
  'wandb',
]);

/** Where a new cell begins in a Python file that was exported from a notebook. */
const CELL_MARKER = /^# ?(?:%%|In ?\[|COMMAND -)/gm;

/**
 * Python with IPython's own syntax taken out, every character of it replaced by one of the same width: lines of
 * magics, shell commands and help become blank, but for the statement that `%time` runs, a cell of another language is blanked whole, and the value of
 * `files = !ls` becomes unknown. Other text is returned as it is.
 */
export function blankMagics(source: string): string {
  const { tokens } = tokenize(source);
  const cuts: (Span & { text: string })[] = [];
  let behind = 0;
  tokens.forEach((token, i) => {
    if (token.kind !== 'magic' || token.start < behind) return;
    const { start, end } = magicExtent(source, tokens, i);
    behind = end;
    const cut = source.slice(start, end);
    const text =
      token.first || token.text.startsWith('?') ? standIn(cut, token.indent) : PLACEHOLDER.repeat(cut.length);
    cuts.push({ start, end, text });
  });
  return cuts.reduceRight((text, cut) => text.slice(0, cut.start) + cut.text + text.slice(cut.end), source);
}

/** `%time` runs the simple statement behind it in the notebook itself; `pass; ` is as wide. */
const TIMED = /^%time ( *)(?!(?:async|class|def|for|if|try|while|with)\b|@)(?=\S)/;

/** Blanks; inside a block a `pass`, which keeps a block that has nothing else. What is only timed is run. */
function standIn(cut: string, indent: number): string {
  if (TIMED.test(cut)) return cut.replace(TIMED, 'pass; $1');
  return indent > 0 && /^[^\r\n]{4}/.test(cut) ? `pass${blank(cut.slice(4))}` : blank(cut);
}

function magicExtent(source: string, tokens: readonly Token[], at: number): Span {
  const { start, end, text, first } = tokens[at];
  const cellMagic = first ? /^%%(\w+)/.exec(text)?.[1] : undefined;
  if (cellMagic !== undefined && !PYTHON_CELL_MAGICS.has(cellMagic)) return { start, end: cellEnd(source, end) };
  if (first || !text.startsWith('?')) return { start, end };
  // The question mark of `f?` stands behind what it asks for.
  let from = at;
  while (from > 0 && !tokens[from].first) from--;
  return { start: tokens[from].start, end };
}

function cellEnd(source: string, from: number): number {
  CELL_MARKER.lastIndex = from;
  return CELL_MARKER.exec(source)?.index ?? source.length;
}

/** `%run -i folder/script.py arguments`. */
const RUN = /^%run\s+((?:-\w+\s+)*)(?:'([^']+)'|"([^"]+)"|(\S+))/;

/** `%%writefile -a folder/module.py`; `%%file` is an older name of it. */
const WRITE = /^%%(?:write)?file\s+((?:-\S+\s+)*)(?:'([^']+)'|"([^"]+)"|(\S+))/;

/**
 * The same module with what IPython does for its source between its own statements: scripts that `%run` runs, and files
 * that cells write.
 * @param read reads the Python in a part of the source, spans as in the source
 */
export function withScripts(module: Module, source: string, read: (span: Span) => Module): Module {
  const { tokens } = tokenize(source);
  const scripts: Stmt[] = [];
  let behind = 0;
  tokens.forEach((token, i) => {
    if (token.kind !== 'magic' || !token.first || token.indent > 0 || token.start < behind) return;
    const extent = magicExtent(source, tokens, i);
    behind = extent.end;
    const script = scriptOf(token) ?? fileOf(token, extent, read);
    if (script) scripts.push(script);
  });
  if (scripts.length === 0) return module;
  return { ...module, body: [...module.body, ...scripts].toSorted((a, b) => a.start - b.start) };
}

function scriptOf({ start, end, text }: Token): RunScriptStmt | undefined {
  const [, options = '', ...names] = RUN.exec(text) ?? [];
  const path = names.find((name) => name !== undefined);
  if (path === undefined) return undefined;
  const isFile = !path.includes('$') && !/-\w*m/.test(options);
  return { kind: 'runScript', start, end, path: isFile ? path : '', sharesNames: options.includes('i') };
}

function fileOf(
  { end: from, text }: Token,
  { start, end }: Span,
  read: (span: Span) => Module,
): WriteFileStmt | undefined {
  const [, options = '', ...names] = WRITE.exec(text) ?? [];
  const path = names.find((name) => name !== undefined);
  if (!path?.endsWith('.py') || /[${]/.test(path)) return undefined;
  const appends = /(?:^|\s)(?:-a|--append)\s/.test(options);
  return { kind: 'writeFile', start, end, path, appends, module: read({ start: from, end }) };
}
