/** What the server says in its own words, in English and Chinese. */
import type { Fix } from '../analysis/fixes/fixes';
import type { Language } from '../shape';

export interface ServerWords {
  readonly fix: (fix: Fix) => string;
  readonly setInput: string;
  /** In front of a problem that arises in another file. */
  readonly inFile: (place: string) => string;
}

const en: ServerWords = {
  fix({ kind, subject }) {
    if (kind === 'set') return `Set ${subject}, which is what arrives`;
    if (kind === 'lazy') return `Replace by ${subject}, which reads it off its first input`;
    if (kind === 'explicit') return `Write SAME as explicit pads: ${subject}`;
    if (kind === 'grouped') return `Rewrite as a grouped convolution: ${subject}`;
    if (kind === 'split') return `Rewrite without groups: split into ${subject}, convolve, concatenate`;
    return `Set ${subject}, which keeps the size of the input`;
  },
  setInput: 'set input…',
  inFile: (place) => `In ${place}: `,
};

const zh: ServerWords = {
  fix({ kind, subject }) {
    if (kind === 'set') return `改为 ${subject}，即实际输入的大小`;
    if (kind === 'lazy') return `替换为 ${subject}，由首次输入决定其大小`;
    if (kind === 'explicit') return `将 SAME 写成显式填充：${subject}`;
    if (kind === 'grouped') return `改写为分组卷积：${subject}`;
    if (kind === 'split') return `不用分组改写：拆成 ${subject} 份，分别卷积，再拼接`;
    return `设置 ${subject}，使输出与输入同样大小`;
  },
  setInput: '设置输入…',
  inFile: (place) => `${place} 中：`,
};

export const serverWords = (language: Language): ServerWords => (language === 'zh' ? zh : en);
