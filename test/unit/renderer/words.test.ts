import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ZH } from '../../../renderers/model/words.zh';

const folder = path.resolve(import.meta.dirname, '../../../renderers');

/** The texts that are given to `t`, in all sources of the view: literals, also those behind a condition. */
function textsShown(): Set<string> {
  const texts = new Set<string>();
  const take = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.add(node.text);
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(take);
    else if (ts.isElementAccessExpression(node) && ts.isObjectLiteralExpression(node.expression)) {
      for (const property of node.expression.properties)
        if (ts.isPropertyAssignment(property)) take(property.initializer);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 't' && node.arguments.length > 0)
      take(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file)) continue;
    const text = readFileSync(path.join(folder, file), 'utf8');
    const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind));
  }
  return texts;
}

const placesOf = (text: string): string[] => [...new Set(text.match(/\{\d\}/g))].sort();

describe('the words of the view in Chinese', () => {
  const shown = textsShown();

  it('are there for every text that is shown', () => {
    expect(shown.size).toBeGreaterThan(100);
    expect([...shown].filter((text) => !(text in ZH))).toEqual([]);
  });

  it('have the same values in them', () => {
    const wrong = Object.entries(ZH).filter(
      ([english, chinese]) => placesOf(english).join() !== placesOf(chinese).join(),
    );
    expect(wrong).toEqual([]);
  });
});
