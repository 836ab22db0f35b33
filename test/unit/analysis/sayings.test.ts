import { describe, expect, it } from 'vitest';
import { sayIn } from '../../../src/analysis/said';
import { inChinese, SAYINGS_ZH } from '../../../src/analysis/sayings';
import { axisRoles, pixelShuffleShape, planConv, problemOf } from '../../../src/shape';
import { SHAPE_SAYINGS_ZH } from '../../../src/shape/explain/sayings.zh';
import { saidTexts } from './saidTexts';

const FOLDERS = ['src/protocol', 'src/shape', 'src/python', 'src/libraries', 'src/analysis'];
const said = FOLDERS.map((folder) => ({ folder, ...saidTexts(folder) }));
const all = said.flatMap(({ texts }) => texts);

const translated = SAYINGS_ZH.flatMap((table) => Object.entries(table));
const englishTexts = translated.map(([english]) => english);

const placesOf = (text: string): string[] => text.match(/\{\d+\}/g) ?? [];

describe('what rules say', () => {
  it('can be looked up: no text has its values written into it', () => {
    expect(said.flatMap(({ unsaid }) => unsaid)).toEqual([]);
  });

  it('has a Chinese sentence', () => {
    expect(all.length).toBeGreaterThan(400);
    expect(all.filter(({ text }) => inChinese(text) === undefined)).toEqual([]);
  });

  it('about shapes has it where the notebook view finds it', () => {
    const texts = said
      .filter(({ folder }) => ['src/protocol', 'src/shape'].includes(folder))
      .flatMap((folder) => folder.texts);
    expect(texts.filter(({ text }) => !Object.hasOwn(SHAPE_SAYINGS_ZH, text))).toEqual([]);
  });

  it('is all that the tables hold', () => {
    const texts = new Set([...all.map(({ text }) => text), ...said.flatMap(({ constants }) => constants)]);
    expect(englishTexts.filter((text) => !texts.has(text))).toEqual([]);
  });

  it('stands in one table only', () => {
    expect(englishTexts.filter((text, at) => englishTexts.indexOf(text) !== at)).toEqual([]);
  });

  it('has no value in Chinese that it has not in English', () => {
    const more = translated.filter(([english, chinese]) =>
      placesOf(chinese).some((place) => !placesOf(english).includes(place)),
    );
    expect(more).toEqual([]);
  });

  it('leaves out in Chinese only what is grammar', () => {
    const fewer = translated
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
    expect(translated.filter(([, chinese]) => wrong.test(chinese))).toEqual([]);
  });

  it.each([
    [
      () => pixelShuffleShape([1, 4, 8, 8], 3),
      '3 倍的 pixel_shuffle 要求通道数能被 9 整除，但 (1, 4, 8, 8) 的通道数为 4。',
    ],
    [
      () => axisRoles([3, 8, 8], 2, 'channels_last', 'one', 'Conv2D'),
      'Conv2D 的输入应为 (N, H, W, C)（4 维），但得到的是 3 维的 (3, 8, 8)。请在前面加一个批次轴。',
    ],
  ])('says the parts of a sentence in Chinese too', (rule, chinese) => {
    expect(sayIn(problemOf(rule)!.saying, 'zh')).toBe(chinese);
  });

  it('says in Chinese what an input with its channels at the other end needs', () => {
    const { error } = planConv({
      framework: 'torch',
      op: 'Conv2d',
      inputShape: [1, 8, 8, 3],
      inChannels: 3,
      outChannels: 4,
      kernel: [3, 3],
      rank: 2,
      padding: { kind: 'valid' },
    });
    expect(sayIn(error!.saying, 'zh')).toBe(
      '输入 (1, 8, 8, 3) 有 8 个通道（通道在前），但构造 Conv2d 时指定的是 3 个。通道位于轴 3：请用 x.permute(0, 3, 1, 2) 把它移到轴 1。',
    );
  });
});
