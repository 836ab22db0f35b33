/** The words that analysis adds to those of shape/explain, in English and Chinese. */
import type { Language } from '../shape';

/** The language for a locale as VS Code names it. */
export const languageOf = (locale: string | undefined): Language =>
  locale?.toLowerCase().startsWith('zh') ? 'zh' : 'en';

export interface HoverWords {
  readonly cost: string;
  readonly context: string;
  readonly where: string;
  readonly from: string;
  readonly fails: string;
  readonly params: string;
  readonly macsPerExample: string;
  readonly inModel: (path: string, model: string) => string;
  readonly through: (sites: string) => string;
  readonly calls: (n: number) => string;
  readonly calledTimes: (n: number) => string;
  readonly more: (n: number) => string;
  readonly uses: (model: string, n: number) => string;
  readonly madeBy: (op: string, place: string) => string;
  /** Beside a problem: the call that made a tensor, or its channels. */
  readonly maker: (name: string, output: string, channels?: string) => string;
  readonly throughCall: string;
  readonly openCalculator: string;
  readonly copyShape: string;
  readonly layers: (n: number) => string;
  readonly values: string;
}

const en: HoverWords = {
  cost: 'cost',
  context: 'context',
  where: 'where',
  from: 'from',
  fails: 'fails',
  params: 'params',
  macsPerExample: 'MACs per example',
  inModel: (path, model) => `${path} in ${model}`,
  through: (sites) => `through ${sites}`,
  calls: (n) => `${n} calls`,
  calledTimes: (n) => `called ${n} times:`,
  more: (n) => `… and ${n} more`,
  uses: (model, n) => `in ${model}: ${n} uses`,
  madeBy: (op, place) => `${op}, ${place}`,
  maker: (name, output, channels) =>
    `${channels === undefined ? 'made by' : `the ${channels} channels come from`} ${name}, which gives ${output}`,
  throughCall: 'through this call',
  openCalculator: 'Open in calculator',
  copyShape: 'Copy shape',
  layers: (n) => `${n} layer ${n === 1 ? 'call' : 'calls'}`,
  values: 'values',
};

const zh: HoverWords = {
  cost: '开销',
  context: '感受野',
  where: '位置',
  from: '来自',
  fails: '出错',
  params: '参数',
  macsPerExample: 'MACs/样本',
  inModel: (path, model) => `${model} 中的 ${path}`,
  through: (sites) => `经由 ${sites}`,
  calls: (n) => `${n} 次调用`,
  calledTimes: (n) => `被调用 ${n} 次：`,
  more: (n) => `… 另有 ${n} 次`,
  uses: (model, n) => `在 ${model} 中使用 ${n} 次：`,
  madeBy: (op, place) => `${op}，${place}`,
  maker: (name, output, channels) =>
    `${channels === undefined ? '来自' : `${channels} 个通道来自`} ${name}，其输出为 ${output}`,
  throughCall: '经由此处的调用',
  openCalculator: '在计算器中打开',
  copyShape: '复制形状',
  layers: (n) => `${n} 次层调用`,
  values: '数值',
};

export const hoverWords = (language: Language): HoverWords => (language === 'zh' ? zh : en);
