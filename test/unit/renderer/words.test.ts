import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { SHAPE_SAYINGS_ZH } from '../../../src/shape/explain/sayings.zh';
import { ZH } from '../../../renderers/model/words.zh';

const root = path.resolve(import.meta.dirname, '../../..');
/** Where words for the view are written. */
const FOLDERS = ['renderers', 'src/compute', 'src/protocol', 'src/shape/conv', 'src/shape/pool'];

/** What looks its first argument up, or says it so that it is looked up later. */
const SAYING = /^(t|say|saying|wrong|SaidError)$/;
/** Tables of words, which are looked up where they are shown. */
const TABLE = /^([A-Z]+_)?LABELS$|^TITLES$|^DEAD$|^PHOTOGRAPHS$/;

/** What is called the same in every language. */
const NAMES = new Set(['WebGL2', 'WebGPU', 'WebAssembly', 'JavaScript', 'NaN']);

/** A template literal with its values' places numbered, as `said` has it. */
function textOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce((text, { literal }, i) => `${text}{${i}}${literal.text}`, template.head.text);
}

/** The texts that are shown, in all sources: literals, also those behind a condition and in tables. */
function textsShown(): Set<string> {
  const texts = new Set<string>();
  const take = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.add(node.text);
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(take);
    else if (ts.isElementAccessExpression(node)) take(node.expression);
    else if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) take(node.expression);
    else if (ts.isArrayLiteralExpression(node)) node.elements.forEach(take);
    else if (ts.isObjectLiteralExpression(node)) {
      const isNamed = node.properties.some((property) => property.name?.getText() === 'label');
      for (const property of node.properties) {
        // Of a row with a label, the label is what is shown.
        if (isNamed && property.name?.getText() !== 'label') continue;
        if (ts.isPropertyAssignment(property)) take(property.initializer);
      }
    }
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.arguments?.length) {
      if (SAYING.test(node.expression.getText())) take(node.arguments[0]);
    }
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'said') texts.add(textOf(node.template));
    if (ts.isVariableDeclaration(node) && TABLE.test(node.name.getText()) && node.initializer) take(node.initializer);
    ts.forEachChild(node, visit);
  };
  for (const folder of FOLDERS) {
    for (const file of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file) || file.startsWith('summary')) continue;
      const text = readFileSync(path.join(root, folder, file), 'utf8');
      const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
      visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind));
    }
  }
  return texts;
}

const placesOf = (text: string): string[] => [...new Set(text.match(/\{\d\}/g))].sort();

describe('the words of the view in Chinese', () => {
  const shown = textsShown();

  it('are there for every text that is shown', () => {
    expect(shown.size).toBeGreaterThan(100);
    expect([...shown].filter((text) => !(text in ZH) && !NAMES.has(text))).toEqual([]);
  });

  it('have the same values in them; of a rule’s sentence, a word for the plural may be left out', () => {
    const wrong = Object.entries(ZH).filter(([english, chinese]) => {
      const [wanted, given] = [placesOf(english), placesOf(chinese)];
      return english in SHAPE_SAYINGS_ZH
        ? given.some((place) => !wanted.includes(place))
        : wanted.join() !== given.join();
    });
    expect(wrong).toEqual([]);
  });
});
