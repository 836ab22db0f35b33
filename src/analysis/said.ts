/** What rules say, in the reader's language. */
import { englishOf, inEnglish, sayIt, type Say, type Saying } from '../protocol/say';
import type { Language } from '../shape';
import { SAYINGS_ZH } from './sayings';

/** A sentence of ours in Chinese; the words of others, such as those of the user's own exceptions, stay as they are. */
const inChinese: Say = (text, ...values) =>
  inEnglish(Object.hasOwn(SAYINGS_ZH, text) ? SAYINGS_ZH[text] : text, ...values);

export function sayIn(saying: Saying, language: Language): string {
  return language === 'zh' ? sayIt(saying, inChinese) : englishOf(saying);
}
