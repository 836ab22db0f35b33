/**
 * What each rule is about, in Chinese: said in front of a problem's message, which stands in English, as those of the
 * frameworks do.
 */
import type { ShapeErrorCode } from '../shape';

/** Rules that are not about shapes alone. */
type OtherCode =
  | 'argmax-of-one'
  | 'argument-name'
  | 'argument-type'
  | 'argument-value'
  | 'broadcast-pairs'
  | 'depthwise-stride-with-dilation'
  | 'depthwise-unequal-strides'
  | 'dimension-numbers'
  | 'dropout-probability'
  | 'dtype-mismatch'
  | 'empty-output'
  | 'gradient-of-array'
  | 'graph-disconnected'
  | 'immutable-array'
  | 'matmul-ranks'
  | 'nchw-on-cpu'
  | 'placeholder-not-fed'
  | 'reshape-mixes-examples'
  | 'variable-shape-at-run-time';

const names: Record<ShapeErrorCode | OtherCode, string> = {
  'adaptive-output': '自适应池化的输出大小无效',
  'align-corners': 'align_corners 不适用于这种插值方式',
  'argmax-of-one': '在只有一个元素的轴上取 argmax，结果总是 0',
  'argument-count': '参数个数不对',
  'argument-name': '没有这个名称的参数',
  'argument-type': '参数类型不对',
  'argument-value': '参数值无效',
  'axis-out-of-range': '轴超出维数',
  'bias-mismatch': '偏置的大小与输出通道数不符',
  'broadcast-mismatch': '形状无法广播到一起',
  'broadcast-pairs': '每个预测都与所有标签相比，而不是各自的标签',
  'cat-mismatch': '拼接的张量在其他轴上大小不同',
  'channel-mismatch': '输入的通道数与层不符',
  'channels-divisibility': '通道数不能整除',
  'depthwise-stride-with-dilation': '深度卷积同时使用了步长和空洞',
  'depthwise-unequal-strides': '深度卷积在两个方向上的步长不同',
  'dilation-not-positive': '空洞率（dilation）必须为正',
  'dimension-numbers': '维度说明（dimension_numbers）无效',
  'dropout-probability': '丢弃概率必须在 0 与 1 之间',
  'dtype-mismatch': '数据类型不符',
  'duplicate-axis': '同一个轴出现了两次',
  'einsum-mismatch': 'einsum 的下标与形状不符',
  'empty-output': '输出没有任何元素',
  'expand-mismatch': '无法扩展到这个形状',
  'features-mismatch': '输入的特征数与层不符',
  'fold-mismatch': 'fold 的块数与输出大小不符',
  'gradient-of-array': '无法对数组求梯度',
  'graph-disconnected': '计算图不连通',
  'grid-mismatch': '采样网格与输入不符',
  'groups-divisibility': '通道数不能被 groups 整除',
  'immutable-array': '数组不可修改',
  'index-out-of-range': '索引超出范围',
  'input-size-mismatch': '输入大小与层不符',
  'kernel-not-positive': '卷积核大小必须为正',
  'kernel-too-large': '卷积核大于填充后的输入',
  'matmul-mismatch': '矩阵相乘的内侧大小不同',
  'matmul-ranks': '两个因子的维数不同，旧版本不接受',
  'nchw-on-cpu': 'CPU 上不支持 NCHW',
  'not-contiguous': '张量在内存中不连续，不能用 view',
  'output-not-positive': '输出大小不为正',
  'output-padding': 'output_padding 无效',
  'output-size': '输出大小不对',
  'pad-mismatch': '填充的写法与维数不符',
  'padding-mode': '没有这种填充方式',
  'padding-negative': '填充不能为负',
  'padding-value': '填充值无效',
  'permute-mismatch': '轴的排列与维数不符',
  'placeholder-not-fed': '占位符没有被喂入数据',
  'pool-padding': '池化的填充超过窗口的一半',
  'rank-mismatch': '维数不对',
  'reshape-mixes-examples': '改变形状后，一行中混合了不同的样本',
  'resize-arguments': '缩放的参数互相矛盾',
  'same-with-stride': "padding='same' 不能与步长一起使用",
  'size-not-divisible': '大小不能整除',
  'size-not-positive': '大小必须为正',
  'split-mismatch': '各部分之和与大小不符',
  'stack-mismatch': '堆叠的张量形状不同',
  'stride-not-positive': '步长必须为正',
  'stride-with-dilation': '步长与空洞率不能同时大于 1',
  'variable-shape-at-run-time': '变量的形状要到运行时才知道',
  'view-mismatch': '元素个数与新形状不符',
  'weight-mismatch': '权重的形状与输入不符',
};

/** What a rule is about; undefined for one that has no name here. */
export const ruleInChinese = (code: string): string | undefined =>
  Object.hasOwn(names, code) ? names[code as keyof typeof names] : undefined;
