import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ruleInChinese } from '../../../src/analysis/ruleNames';

const specifications = path.resolve(__dirname, '../../shapes');

it('every rule that the specifications show is named in Chinese', () => {
  const texts = fs.readdirSync(specifications).map((file) => fs.readFileSync(path.join(specifications, file), 'utf8'));
  const codes = new Set(
    texts.flatMap((text) => [...text.matchAll(/#! ([a-z]+(?:-[a-z]+)+)/g)].map(([, code]) => code)),
  );
  expect(codes.size).toBeGreaterThan(20);
  expect([...codes].filter((code) => ruleInChinese(code) === undefined)).toEqual([]);
});
