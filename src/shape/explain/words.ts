/** The words of explanations, in the languages that the editor is used in. Formulas are the same in all of them. */
import type { AxisName } from '../conv/types';

export type Language = 'en' | 'zh';

export interface Words {
  readonly channels: string;
  readonly cost: string;
  readonly context: string;
  readonly padding: string;
  readonly params: string;
  readonly macs: string;
  readonly macsPerExample: string;
  /** Where the whole count is a long expression: what one place of the output, or of a transposed one's input, takes. */
  readonly macsPerPlace: (of: 'output' | 'input') => string;
  readonly depthwise: string;
  readonly pointwise: string;
  readonly receptiveField: (size: string, stride: string) => string;
  readonly ends: Readonly<Record<AxisName, readonly [before: string, after: string]>>;
  /** Joins the ends of several axes: `top/left`. */
  readonly paddingSplit: (before: string, beforeEnd: string, after: string, afterEnd: string) => string;
  readonly paddingBoth: (amount: string) => string;
  readonly noPadding: string;
  readonly paddingMode: (mode: string, amounts: string) => string;
  readonly trimmed: (before: string, beforeEnd: string, after: string, afterEnd: string) => string;
  readonly droppedWindow: (kept: string) => string;
  readonly ownKernels: (count: string) => string;
  /** Where the number of filters is the number of places a kernel stands at: the one does not follow from the other. */
  readonly chosen: (positions: string) => string;
  readonly groups: (groups: string, inEach: string, outEach: string) => string;
  /** `the last row and column of the padded input are not read` */
  readonly unread: (parts: readonly { axis: AxisName; count: number }[], padded: boolean) => string;
  readonly skipped: (axis: AxisName, stride: string, window: string) => string;
  readonly asymmetric: (axis: AxisName, before: string, after: string) => string;
  readonly empty: (axis: AxisName) => string;
  /** SAME beside PyTorch's padding of half the window: how far the windows lie apart. */
  readonly otherAlignment: (axes: readonly { axis: AxisName; half: number; shift: number }[]) => string;
  /** What Keras' `output_padding=0` gives instead of None. */
  readonly zeroOutputPadding: (size: string) => string;
  /** An axis whose arithmetic is that of another. */
  readonly alike: (axis: AxisName, as: AxisName) => string;
  readonly unbatched: string;
  readonly kinds: { readonly max: string; readonly avg: string; readonly lp: string };
}

const ROWS: Readonly<Record<AxisName, readonly [one: string, many: string]>> = {
  L: ['element', 'elements'],
  D: ['slice', 'slices'],
  H: ['row', 'rows'],
  W: ['column', 'columns'],
};

/** A padding as PyTorch writes it: one number where all axes have it. */
function halves(axes: readonly { half: number }[]): string {
  const all = axes.map(({ half }) => half);
  return all.every((half) => half === all[0]) ? String(all[0]) : `(${all.join(', ')})`;
}

const en: Words = {
  channels: 'channels',
  cost: 'cost',
  context: 'context',
  padding: 'padding',
  params: 'params',
  macs: 'MACs',
  macsPerExample: 'MACs per example',
  macsPerPlace: (of) => `MACs at each place of the ${of}`,
  depthwise: 'depthwise',
  pointwise: 'pointwise',
  receptiveField: (size, stride) => `receptive field ${size}, stride ${stride}`,
  ends: { L: ['left', 'right'], D: ['front', 'back'], H: ['top', 'bottom'], W: ['left', 'right'] },
  paddingSplit: (before, first, after, last) => `padding ${before} ${first}, ${after} ${last}`,
  paddingBoth: (amount) => `padding ${amount} on each side`,
  noPadding: 'no padding',
  paddingMode: (mode, amounts) => `${mode}, ${amounts}`,
  trimmed: (before, first, after, last) => `trimmed by ${before} ${first}, ${after} ${last}`,
  droppedWindow: (kept) => `less one window that would start in the padding: ${kept}`,
  ownKernels: (count) =>
    count === '1' ? 'each input channel has its own kernel' : `each input channel has its own ${count} kernels`,
  chosen: (positions) => `a number you chose; ${positions} positions do not give it`,
  groups: (groups, inEach, outEach) => `in ${groups} groups of ${inEach} → ${outEach}`,
  unread: (parts, padded) => {
    const names = parts.map(({ axis, count }) => (count === 1 ? ROWS[axis][0] : `${count} ${ROWS[axis][1]}`));
    const verb = parts.length === 1 && parts[0].count === 1 ? 'is' : 'are';
    return `the last ${names.join(' and ')} of the ${padded ? 'padded input' : 'input'} ${verb} not read`;
  },
  skipped: (axis, stride, window) =>
    `stride ${stride} is larger than the window of ${window} on ${axis}: ${ROWS[axis][1]} between the windows are not read`,
  asymmetric: (axis, before, after) => `padding on ${axis} is ${before} before and ${after} after`,
  empty: (axis) => `no window fits on ${axis}: the output is empty`,
  otherAlignment: (axes) => {
    const padding = halves(axes);
    return `PyTorch's padding=${padding}: same size, but windows ${axes[0].shift} earlier on ${axes.map(({ axis }) => axis).join(', ')}`;
  },
  zeroOutputPadding: (size) => `output_padding=None is not 0, which gives ${size}`,
  alike: (axis, as) => `the same, with ${axis} for ${as}`,
  unbatched: 'the input has no batch axis',
  kinds: { max: 'maximum', avg: 'average', lp: 'power average' },
};

const ZH_ROWS: Readonly<Record<AxisName, string>> = { L: '个元素', D: '层', H: '行', W: '列' };

const zh: Words = {
  channels: '通道',
  cost: '开销',
  context: '感受野',
  padding: '填充',
  params: '参数',
  macs: 'MACs',
  macsPerExample: 'MACs/样本',
  macsPerPlace: (of) => `MACs（${of === 'output' ? '输出' : '输入'}的每个位置）`,
  depthwise: '逐通道',
  pointwise: '逐点',
  // The line begins with the word.
  receptiveField: (size, stride) => `${size}，步长 ${stride}`,
  ends: { L: ['左', '右'], D: ['前', '后'], H: ['上', '下'], W: ['左', '右'] },
  paddingSplit: (before, first, after, last) => `填充：${first} ${before}，${last} ${after}`,
  paddingBoth: (amount) => `两端各填充 ${amount}`,
  noPadding: '无填充',
  paddingMode: (mode, amounts) => `${mode}，${amounts}`,
  trimmed: (before, first, after, last) => `裁掉：${first} ${before}，${last} ${after}`,
  droppedWindow: (kept) => `去掉一个从填充处开始的窗口：${kept}`,
  ownKernels: (count) => `每个输入通道有自己的 ${count} 个卷积核`,
  chosen: (positions) => `由你选定；${positions} 个位置并不决定它`,
  groups: (groups, inEach, outEach) => `分 ${groups} 组，每组 ${inEach} → ${outEach}`,
  unread: (parts, padded) =>
    `${padded ? '填充后的输入' : '输入'}的最后 ${parts.map(({ axis, count }) => `${count} ${ZH_ROWS[axis]}`).join('和 ')}没有被读取`,
  skipped: (axis, stride, window) => `${axis} 轴的步长 ${stride} 大于窗口 ${window}：窗口之间的数据没有被读取`,
  asymmetric: (axis, before, after) => `${axis} 轴的填充：前 ${before}，后 ${after}`,
  empty: (axis) => `${axis} 轴放不下一个窗口：输出为空`,
  otherAlignment: (axes) => {
    const padding = halves(axes);
    return `PyTorch 的 padding=${padding} 输出大小相同，但窗口在 ${axes.map(({ axis }) => axis).join('、')} 轴上早 ${axes[0].shift} 个位置`;
  },
  zeroOutputPadding: (size) => `output_padding=None 不等于 0；取 0 时输出为 ${size}`,
  alike: (axis, as) => `同上，以 ${axis} 代 ${as}`,
  unbatched: '输入没有批次轴',
  kinds: { max: '最大', avg: '平均', lp: '幂平均' },
};

/** The words of a language; English is the default. */
export function wordsOf(language: Language = 'en'): Words {
  return language === 'zh' ? zh : en;
}
