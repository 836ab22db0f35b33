import { describe, expect, it } from 'vitest';
import { SAYINGS_ZH } from '../../../src/analysis/sayings';
import { SHAPE_SAYINGS_ZH } from '../../../src/shape/explain/sayings.zh';
import { saidTexts } from './saidTexts';

const FOLDERS = ['src/protocol', 'src/shape', 'src/python', 'src/libraries', 'src/analysis'];
const said = FOLDERS.map((folder) => ({ folder, ...saidTexts(folder) }));
const all = said.flatMap(({ texts }) => texts);

const placesOf = (text: string): string[] => text.match(/\{\d+\}/g) ?? [];

describe('what rules say', () => {
  it('can be looked up: no text has its values written into it', () => {
    expect(said.flatMap(({ unsaid }) => unsaid)).toEqual([]);
  });

  it('has a Chinese sentence', () => {
    expect(all.length).toBeGreaterThan(400);
    expect(all.filter(({ text }) => !Object.hasOwn(SAYINGS_ZH, text))).toEqual([]);
  });

  it('about shapes has it where the notebook view finds it', () => {
    const texts = said
      .filter(({ folder }) => ['src/protocol', 'src/shape'].includes(folder))
      .flatMap((folder) => folder.texts);
    expect(texts.filter(({ text }) => !Object.hasOwn(SHAPE_SAYINGS_ZH, text))).toEqual([]);
  });

  it('is all that the tables hold', () => {
    const texts = new Set(all.map(({ text }) => text));
    expect(Object.keys(SAYINGS_ZH).filter((text) => !texts.has(text))).toEqual([]);
  });

  it('has no value in Chinese that it has not in English', () => {
    const more = Object.entries(SAYINGS_ZH).filter(([english, chinese]) =>
      placesOf(chinese).some((place) => !placesOf(english).includes(place)),
    );
    expect(more).toEqual([]);
  });

  it('leaves out in Chinese only what is grammar', () => {
    const fewer = Object.entries(SAYINGS_ZH)
      .filter(([english, chinese]) => placesOf(english).some((place) => !placesOf(chinese).includes(place)))
      .map(([english]) => english);
    expect(fewer).toEqual([
      '{0}={1} has {2} values, but {3} spatial {4} {5}.',
      'Axis {0} of {1} is out of range: a tensor of {2} {3} takes {4} to {5}.',
      'output_size of {0} needs {1} {2}, but has {3}.',
      '{0}: {1} must have {2} {3}, but has {4}.',
      'a tuple of {0} {1}',
    ]);
  });

  it('is written as Chinese is: full-width marks between its words, spaces beside Latin ones', () => {
    const chinese = '[\\u4e00-\\u9fff]';
    const wrong = new RegExp(`${chinese}[,;:.!?]|${chinese}[A-Za-z0-9]|[A-Za-z0-9]${chinese}|[，。：；（）、] `);
    expect(Object.values(SAYINGS_ZH).filter((text) => wrong.test(text))).toEqual([]);
  });
});
