/** What rules say, in the reader's language. */
import { englishOf, inEnglish, sayIt, type Say, type Saying } from '../protocol/say';
import type { Language } from '../shape';
import { inChinese } from './sayings';

const sayInChinese: Say = (text, ...values) => inEnglish(inChinese(text) ?? text, ...values);

export function sayIn(saying: Saying, language: Language): string {
  return language === 'zh' ? sayIt(saying, sayInChinese) : englishOf(saying);
}
