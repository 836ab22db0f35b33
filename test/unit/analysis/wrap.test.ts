import { describe, expect, it } from 'vitest';
import { wrapText } from '../../../src/analysis/hover/wrap';

describe('a text that does not fit into one line', () => {
  it('stays as it is where it fits', () => {
    expect(wrapText('9,472 params · 118 M MACs', 25)).toEqual(['9,472 params · 118 M MACs']);
  });

  it('is broken between its statements first', () => {
    expect(wrapText('receptive field 7 × 7, stride 2 · the last row is not read', 40)).toEqual([
      'receptive field 7 × 7, stride 2',
      'the last row is not read',
    ]);
  });

  it('is broken between words where a statement is too long by itself', () => {
    expect(wrapText('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  });

  it('keeps a word that is longer than a line', () => {
    expect(wrapText('a averylongword b', 5)).toEqual(['a', 'averylongword', 'b']);
  });

  it('counts two columns for a Chinese character, and breaks between any two of them', () => {
    expect(wrapText('in_channels=3 不能被 groups=2 整除：每组的通道数必须相同。建议：in_channels=4', 40)).toEqual([
      'in_channels=3 不能被 groups=2 整除：每组',
      '的通道数必须相同。建议：in_channels=4',
    ]);
  });
});
