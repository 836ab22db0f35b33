/** A call of a layer or function where it stands, with everything that was recorded of it. */
import type { CallRecord } from '../../python/interpreter';
import { signatureOf } from '../../python/interpreter/native';
import { nodesAt } from '../../python/syntax';
import type * as ast from '../../python/syntax/ast';
import type { ConvPlan, PoolPlan } from '../../shape';
import type { Analysis } from '../analyse';

export interface OperationCall {
  readonly file: string;
  /** The text of the analysed file. */
  readonly text: string;
  readonly node: ast.CallExpr;
  /** Every time it was executed. */
  readonly records: readonly CallRecord[];
}

/** Calls around a place in the analysed file, the innermost first. */
export function operationCallsAt(analysis: Analysis, offset: number): OperationCall[] {
  const { file, source, module } = analysis;
  const around = analysis.ip.recorder.calls.filter(
    ({ site }) => site?.file === file && site.start <= offset && offset <= site.end,
  );
  const ends = [...new Set(around.map(({ site }) => `${site!.start}:${site!.end}`))];
  return ends
    .flatMap((key): OperationCall[] => {
      const [start, end] = key.split(':').map(Number);
      const node = nodesAt(module, start).find(
        (n): n is ast.CallExpr => n.kind === 'call' && n.start === start && n.end === end,
      );
      if (!node || node.args.some((arg) => arg.kind === 'starred') || node.keywords.some((k) => !k.name)) return [];
      const records = around.filter(({ site }) => site!.start === start && site!.end === end);
      return [{ file, text: source.text, node, records }];
    })
    .sort((a, b) => a.node.end - a.node.start - (b.node.end - b.node.start));
}

/** The argument given under one of some names, or at a position. */
export function givenArgument(node: ast.CallExpr, position: number, ...names: string[]): ast.Expr | undefined {
  return node.keywords.find((k) => k.name !== undefined && names.includes(k.name))?.value ?? node.args[position];
}

/** The argument that a call gives a parameter of the function it names, by name or by its position in the signature. */
export function argumentOf(analysis: Analysis, { node, file }: OperationCall, parameter: string): ast.Expr | undefined {
  const [fn] = analysis.ip.recorder.valuesAt(file, node.func) ?? [];
  const parameters = fn?.kind === 'native' ? signatureOf(fn) : undefined;
  return givenArgument(node, parameters?.findIndex(({ name }) => name === parameter) ?? -1, parameter);
}

/** What stands in the text. */
export const textOf = (text: string, span: ast.Span): string => text.slice(span.start, span.end);

/** Whether an argument is this word as a literal, in capitals or not. */
export function isWord(e: ast.Expr | undefined, word: string): boolean {
  return e?.kind === 'constant' && e.value.type === 'str' && String(e.value.value).toLowerCase() === word;
}

/** Whether an argument is written out: numbers, words, and lists of them. What is computed means more than its value of today. */
export function isWrittenOut(e: ast.Expr): boolean {
  if (e.kind === 'list' || e.kind === 'tuple') return e.elements.every(isWrittenOut);
  return e.kind === 'constant' || (e.kind === 'unary' && isWrittenOut(e.operand));
}

/** The call that stands exactly there. */
export const operationCallOf = (analysis: Analysis, { start, end }: ast.Span): OperationCall | undefined =>
  operationCallsAt(analysis, start).find(({ node }) => node.start === start && node.end === end);

/** The plan of a convolution or pooling that all executions of a call share in what `key` tells of it; undefined where they differ. */
export function sharedPlan<T>(
  records: readonly CallRecord[],
  key: (plan: ConvPlan | PoolPlan) => T | undefined,
): T | undefined {
  const told = records.map(({ detail }) => (detail.plan && 'axes' in detail.plan ? key(detail.plan) : undefined));
  const [first] = told;
  return first !== undefined && told.every((other) => JSON.stringify(other) === JSON.stringify(first))
    ? first
    : undefined;
}
