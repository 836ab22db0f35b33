/**
 * The words of the view in the user's language. They stand in English where they are shown, as VS Code's own `l10n.t` has
 * it; those of another language are loaded when that language is there.
 */
import { type Say, inEnglish } from '../../src/protocol/say';

type Words = Readonly<Record<string, string>>;

let words: Words | undefined;
let current: 'en' | 'zh' = 'en';
let loading: Promise<void> = Promise.resolve();
const listeners = new Set<() => void>();

/** A text in the user's language: `text` is in English, with `{0}`, `{1}` … where the values go. */
export const t: Say = (text, ...values) => inEnglish(words?.[text] ?? text, ...values);

/** The language that texts are in. */
export function language(): 'en' | 'zh' {
  return words ? 'zh' : 'en';
}

/** Calls back when the words are those of another language; gives the function that ends it. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Resolves when the words of the language that was taken up last are there. */
export function languageLoaded(): Promise<void> {
  return loading;
}

/** Takes up a language by its tag, `zh-cn` as VS Code has it or `zh-CN` as browsers do. English is for what is not there. */
export function setLanguage(tag: string): Promise<void> {
  const wanted = tag.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  if (wanted !== current) {
    current = wanted;
    loading = load(wanted);
  }
  return loading;
}

async function load(wanted: typeof current): Promise<void> {
  // Words that cannot be loaded leave English.
  const chinese = () => import(/* webpackChunkName: "zh" */ './words.zh').then(({ ZH }) => ZH).catch(() => undefined);
  const loaded = wanted === 'zh' ? await chinese() : undefined;
  if (wanted !== current) return;
  words = loaded;
  for (const listener of [...listeners]) listener();
}
