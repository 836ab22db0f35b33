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
    switch (kind) {
      case 'set':
        return `Set ${subject}, which is what arrives`;
      case 'lazy':
        return `Replace by ${subject}, which reads it off its first input`;
      case 'padding':
        return `Set ${subject}, which keeps the size of the input`;
      case 'same':
        return `Set ${subject}, which is what 'same' means at stride 1`;
      case 'most':
        return `Set ${subject}, the most that fits`;
      case 'groups':
        return `Set ${subject}, which divides both numbers of channels`;
      case 'multiple':
        return `Set ${subject}, the next multiple of groups`;
      case 'one':
        return `Set ${subject}: strides and dilation exclude each other`;
      case 'axes':
        return `Write ${subject}, one entry per axis of the input`;
      case 'convert':
        return `Convert: ${subject}`;
      case 'align':
        return `Put the axes where they belong: ${subject}`;
      case 'resize':
        return `Resize to the skip connection: ${subject}`;
      case 'first':
        return `Take the first value: ${subject}`;
      case 'copy':
        return `Use ${subject}, which copies where no view can be made`;
      case 'class':
        return `Replace by ${subject}, which takes as many axes as arrive`;
      case 'transpose':
        return `Transpose the second factor: ${subject}`;
      case 'pool':
        return `Replace by ${subject}, whose size does not depend on the input's`;
      case 'channelsLast':
        return `Compute with channels last: ${subject}`;
      case 'explicit':
        return `Write SAME as explicit pads: ${subject}`;
      case 'grouped':
        return `Rewrite as a grouped convolution: ${subject}`;
      case 'split':
        return `Rewrite without groups: split into ${subject}, convolve, concatenate`;
    }
  },
  setInput: 'set input…',
  inFile: (place) => `In ${place}: `,
};

const zh: ServerWords = {
  fix({ kind, subject }) {
    switch (kind) {
      case 'set':
        return `改为 ${subject}，即实际输入的大小`;
      case 'lazy':
        return `替换为 ${subject}，由首次输入决定其大小`;
      case 'padding':
        return `设置 ${subject}，使输出与输入同样大小`;
      case 'same':
        return `设置 ${subject}，即步长为 1 时 'same' 的含义`;
      case 'most':
        return `设置 ${subject}，即允许的最大值`;
      case 'groups':
        return `设置 ${subject}，可整除输入和输出通道数`;
      case 'multiple':
        return `设置 ${subject}，即 groups 的下一个倍数`;
      case 'one':
        return `设置 ${subject}：步长与空洞率不能同时大于 1`;
      case 'axes':
        return `写成 ${subject}，输入的每个轴各一项`;
      case 'convert':
        return `转换：${subject}`;
      case 'align':
        return `让各轴对齐：${subject}`;
      case 'resize':
        return `缩放到跳跃连接的尺寸：${subject}`;
      case 'first':
        return `取第一个值：${subject}`;
      case 'copy':
        return `改用 ${subject}，无法作为视图时会复制`;
      case 'class':
        return `替换为 ${subject}，其轴数与实际输入一致`;
      case 'transpose':
        return `转置第二个因子：${subject}`;
      case 'pool':
        return `替换为 ${subject}，其输出大小与输入大小无关`;
      case 'channelsLast':
        return `改用通道在后的布局计算：${subject}`;
      case 'explicit':
        return `将 SAME 写成显式填充：${subject}`;
      case 'grouped':
        return `改写为分组卷积：${subject}`;
      case 'split':
        return `不用分组改写：拆成 ${subject} 份，分别卷积，再拼接`;
    }
  },
  setInput: '设置输入…',
  inFile: (place) => `${place} 中：`,
};

export const serverWords = (language: Language): ServerWords => (language === 'zh' ? zh : en);
