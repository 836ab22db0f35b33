import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A text that the source says to people, with `{0}`, `{1}` … where values go. */
export interface SaidText {
  readonly text: string;
  /** `src/shape/ops/axes.ts:14` */
  readonly place: string;
}

/** The argument that is said, of what rules refuse and warn with. A PyError without a code is Python's own and stays as it is. */
const SAYING: readonly { readonly callee: RegExp; readonly argument: number; readonly least: number }[] = [
  { callee: /^ShapeError$/, argument: 1, least: 2 },
  { callee: /^PyError$/, argument: 1, least: 3 },
  { callee: /\.(warn|inform)$/, argument: 1, least: 2 },
  { callee: /^(warnOnce|informOnce)$/, argument: 2, least: 3 },
];

/** The same of why something is not known. */
const REASONS: typeof SAYING = [
  { callee: /(^|\.)(unknown|unknownDim)$/, argument: 0, least: 1 },
  { callee: /^(unknownDims|unknownCall)$/, argument: 1, least: 2 },
  { callee: /^UnknownValue$/, argument: 0, least: 1 },
];

/**
 * What the files of a folder say, the texts that constants hold for it, and the arguments that hold English with values in it but
 * are not said.
 */
export function saidTexts(folder: string): { texts: SaidText[]; constants: string[]; unsaid: string[] } {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const [texts, constants, unsaid]: [SaidText[], string[], string[]] = [[], [], []];
  for (const name of files) {
    const path = join(folder, name);
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const placeOf = (node: ts.Node): string =>
      `${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    const argument = (node: ts.Expression): void => {
      if (ts.isConditionalExpression(node)) {
        argument(node.whenTrue);
        argument(node.whenFalse);
      } else if (ts.isBinaryExpression(node)) {
        argument(node.left);
        argument(node.right);
      } else if (ts.isStringLiteralLike(node)) texts.push({ text: node.text, place: placeOf(node) });
      else if (ts.isTemplateExpression(node)) unsaid.push(placeOf(node));
    };
    const visit = (node: ts.Node): void => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'said') {
        texts.push({ text: textOf(node.template), place: placeOf(node) });
      }
      if (ts.isVariableDeclaration(node) && node.initializer && ts.isStringLiteralLike(node.initializer)) {
        constants.push(node.initializer.text);
      }
      if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
        const given = node.arguments ?? [];
        const rule = [...SAYING, ...REASONS].find(
          ({ callee, least }) => callee.test(node.expression.getText()) && given.length >= least,
        );
        if (rule) argument(given[rule.argument]);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { texts, constants, unsaid };
}

/** The text as `said` makes it. */
function textOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce((text, span, i) => `${text}{${i}}${span.literal.text}`, template.head.text);
}
