import type { Expr, FStringExpr, KeywordArg, Parameter, Pattern, Stmt } from '../../../src/python/syntax/ast';

/**
 * A syntax tree in a compact printed form, the same that dump.py gives to CPython's tree.
 * @param spans print where calls stand, which the comparison with CPython checks.
 */
export function dumpStatements(body: readonly Stmt[], spans = false): string[] {
  const dump = printer(spans);
  return body.map(dump.stmt);
}

/** One expression in the same form. */
export function dumpExpression(expr: Expr): string {
  return printer(false).expr(expr);
}

function printer(spans: boolean) {
  const list = (nodes: readonly Expr[]) => `[${nodes.map(expr).join(' ')}]`;
  const body = (nodes: readonly Stmt[]) => `{${nodes.map(stmt).join(' ')}}`;
  const opt = (node: Expr | undefined) => (node ? expr(node) : '-');
  const keywords = (nodes: readonly KeywordArg[]) =>
    `[${nodes.map((k) => `${k.name ?? '**'}=${expr(k.value)}`).join(' ')}]`;
  const params = (nodes: readonly Parameter[]) =>
    `[${nodes.map((p) => `(${p.type} ${p.name} ${opt(p.annotation)} ${opt(p.default)})`).join(' ')}]`;
  const decorators = list;

  function parts(node: FStringExpr): string {
    const out: (string | { text: string })[] = [];
    const add = (text: string) => {
      const last = out[out.length - 1];
      if (typeof last === 'object') last.text += text;
      else out.push({ text });
    };
    for (const part of node.parts) {
      if (part.type === 'text') add(part.value);
      else {
        if (part.debugText !== undefined) add(part.debugText);
        out.push(`(field ${expr(part.value)} ${part.conversion ?? '-'} ${part.spec ? expr(part.spec) : '-'})`);
      }
    }
    return out.map((p) => (typeof p === 'string' ? p : quote(p.text))).join(' ');
  }

  function expr(n: Expr): string {
    switch (n.kind) {
      case 'constant':
        return constant(n.value);
      case 'fstring':
        return `(fstring ${parts(n)})`;
      case 'name':
        return n.id;
      case 'attribute':
        return `(. ${expr(n.value)} ${n.attr})`;
      case 'subscript':
        return `(subscript ${expr(n.value)} ${expr(n.index)})`;
      case 'slice':
        return `(slice ${opt(n.lower)} ${opt(n.upper)} ${opt(n.step)})`;
      case 'call':
        return `(call${spans ? `@${n.start}-${n.end}` : ''} ${expr(n.func)} ${list(n.args)} ${keywords(n.keywords)})`;
      case 'unary':
        return `(${n.op} ${expr(n.operand)})`;
      case 'binary':
        return `(${n.op} ${expr(n.left)} ${expr(n.right)})`;
      case 'bool':
        return `(${n.op} ${list(n.values)})`;
      case 'compare':
        return `(compare ${expr(n.left)} ${n.rest.map((r) => `${r.op} ${expr(r.right)}`).join(' ')})`;
      case 'conditional':
        return `(conditional ${expr(n.test)} ${expr(n.body)} ${expr(n.orelse)})`;
      case 'lambda':
        return `(lambda ${params(n.params)} ${expr(n.body)})`;
      case 'tuple':
      case 'list':
      case 'set':
        return `(${n.kind} ${list(n.elements)})`;
      case 'dict':
        return `(dict ${n.entries.map((e) => `${e.key ? expr(e.key) : '**'}:${expr(e.value)}`).join(' ')})`;
      case 'comprehension': {
        const clauses = n.clauses.map((c) =>
          c.type === 'if'
            ? `(if ${expr(c.test)})`
            : `(${c.isAsync ? 'async-for' : 'for'} ${expr(c.target)} ${expr(c.iter)})`,
        );
        return `(${n.type}-comprehension ${expr(n.element)} ${opt(n.value)} ${clauses.join(' ')})`;
      }
      case 'starred':
        return `(* ${expr(n.value)})`;
      case 'named':
        return `(:= ${expr(n.target)} ${expr(n.value)})`;
      case 'await':
        return `(await ${expr(n.value)})`;
      case 'yield':
        return n.from ? `(yield-from ${opt(n.value)})` : `(yield ${opt(n.value)})`;
      case 'error':
        return `(error ${quote(n.text)})`;
    }
  }

  function stmt(n: Stmt): string {
    switch (n.kind) {
      case 'expr':
        return `(expr ${expr(n.value)})`;
      case 'assign':
        return `(assign ${list(n.targets)} ${expr(n.value)})`;
      case 'augAssign':
        return `(aug ${n.op} ${expr(n.target)} ${expr(n.value)})`;
      case 'annAssign':
        return `(ann ${expr(n.target)} ${expr(n.annotation)} ${opt(n.value)})`;
      case 'return':
        return `(return ${opt(n.value)})`;
      case 'delete':
        return `(delete ${list(n.targets)})`;
      case 'pass':
      case 'break':
      case 'continue':
        return `(${n.kind})`;
      case 'if':
        return `(if ${expr(n.test)} ${body(n.body)} ${body(n.orelse)})`;
      case 'while':
        return `(while ${expr(n.test)} ${body(n.body)} ${body(n.orelse)})`;
      case 'for': {
        const keyword = n.isAsync ? 'async-for' : 'for';
        return `(${keyword} ${expr(n.target)} ${expr(n.iter)} ${body(n.body)} ${body(n.orelse)})`;
      }
      case 'with': {
        const items = n.items.map((i) => `(${expr(i.context)} ${opt(i.target)})`).join(' ');
        return `(${n.isAsync ? 'async-with' : 'with'} [${items}] ${body(n.body)})`;
      }
      case 'try': {
        const handlers = n.handlers.map(
          (h) => `(except${h.isStar ? '*' : ''} ${opt(h.type)} ${h.name ?? '-'} ${body(h.body)})`,
        );
        return `(try ${body(n.body)} [${handlers.join(' ')}] ${body(n.orelse)} ${body(n.finalbody)})`;
      }
      case 'raise':
        return `(raise ${opt(n.exception)} ${opt(n.cause)})`;
      case 'assert':
        return `(assert ${expr(n.test)} ${opt(n.message)})`;
      case 'import':
        return `(import ${aliases(n.names)})`;
      case 'importFrom':
        return `(from ${'.'.repeat(n.level)}${n.module ?? ''} ${aliases(n.names)})`;
      case 'global':
      case 'nonlocal':
        return `(${n.kind} ${n.names.join(' ')})`;
      case 'function': {
        const keyword = n.isAsync ? 'async-def' : 'def';
        return `(${keyword} ${n.name} ${decorators(n.decorators)} ${params(n.params)} ${opt(n.returns)} ${body(n.body)})`;
      }
      case 'class':
        return `(class ${n.name} ${decorators(n.decorators)} ${list(n.bases)} ${keywords(n.keywords)} ${body(n.body)})`;
      case 'match': {
        const cases = n.cases.map((c) => `(case ${pattern(c.pattern)} ${opt(c.guard)} ${body(c.body)})`);
        return `(match ${expr(n.subject)} ${cases.join(' ')})`;
      }
      case 'typeAlias':
        return `(type ${n.name} ${expr(n.value)})`;
      case 'writeFile':
        return `(write${n.appends ? ' -a' : ''} ${n.path} ${n.module.body.map(stmt).join(' ')})`;
      case 'runScript':
        return `(run ${quote(n.path)}${n.sharesNames ? ' -i' : ''})`;
      case 'error':
        return `(error ${body(n.body)})`;
    }
  }

  const patterns = (nodes: readonly Pattern[]) => `[${nodes.map(pattern).join(' ')}]`;

  function pattern(p: Pattern): string {
    switch (p.kind) {
      case 'value':
      case 'singleton':
        return `(${p.kind} ${expr(p.value)})`;
      case 'sequence':
      case 'or':
        return `(${p.kind} ${patterns(p.patterns)})`;
      case 'star':
        return `(star ${p.name ?? '-'})`;
      case 'mapping': {
        const entries = p.entries.map((e) => `${expr(e.key)}:${pattern(e.pattern)}`);
        return `(mapping [${entries.join(' ')}] ${p.rest ?? '-'})`;
      }
      case 'class': {
        const named = p.keywords.map((k) => `${k.name}=${pattern(k.pattern)}`);
        return `(class ${expr(p.cls)} ${patterns(p.positional)} [${named.join(' ')}])`;
      }
      case 'as':
        return `(as ${p.pattern ? pattern(p.pattern) : '-'} ${p.name ?? '-'})`;
    }
  }

  return { expr, stmt };
}

type ImportNames = Extract<Stmt, { kind: 'import' }>['names'];

function aliases(names: ImportNames): string {
  return `[${names.map((a) => (a.asname ? `${a.name} as ${a.asname}` : a.name)).join(' ')}]`;
}

function constant(value: Extract<Expr, { kind: 'constant' }>['value']): string {
  switch (value.type) {
    case 'none':
      return 'None';
    case 'ellipsis':
      return '...';
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'int':
      return integer(value.value);
    case 'float':
      return `f${doubleBits(value.value)}`;
    case 'complex':
      return `c${doubleBits(value.imaginary)}`;
    case 'str':
      return quote(value.value);
    case 'bytes':
      return `b${quote(value.value)}`;
  }
}

/** Decimal, but hexadecimal where CPython refuses to print the decimal digits. */
function integer(value: number | bigint): string {
  return BigInt(value) < 10n ** 4000n ? String(value) : `0x${BigInt(value).toString(16)}`;
}

/** The bits of a double, so that no printing of decimals stands in the comparison. */
function doubleBits(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

/** A string in JSON with nothing but printable ASCII. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
