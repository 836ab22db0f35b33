/**
 * Convolution and transposed convolution: one rule behind nn.ConvNd, nn.ConvTransposeNd and their functions
 * (PyTorch documentation, torch.nn.Conv2d, "Shape"; torch.nn.functional.conv2d).
 */
import {
  convWeightShape,
  equalDims,
  mul,
  orThrow,
  planConv,
  symmetric,
  TORCH_SAME,
  VALID,
  type ConvPlan,
  type Dim,
  type PaddingMode,
  type PaddingSpec,
  type Shape,
  type SpatialRank,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { NativeFunction, TensorValue, Value } from '../../../python/interpreter/values';
import { dimList, perAxisSetting, torchOp } from '../arguments';
import { checkDtypes } from '../dtypeRules';
import { withConvNumbers } from '../numbers/convolution';
import { asTensor, optionalTensor, spatialInput, tensorOf } from '../tensor';
import { said } from '../../../protocol/say';

/** A convolution as a layer or a function states it. */
export interface ConvCall {
  op: string;
  rank: SpatialRank;
  transposed: boolean;
  input: TensorValue;
  weight: TensorValue;
  bias: TensorValue | undefined;
  stride: Value;
  padding: Value;
  dilation: Value;
  groups: Value;
  paddingMode?: PaddingMode;
  outputPadding?: Value;
  /** `output_size` of a transposed layer's forward. */
  outputSize?: Value;
  /** What a layer was built for. It is what messages speak of, as long as the weight is the layer's own. */
  built?: { inChannels: Dim; outChannels: Dim; kernel: readonly Dim[] };
}

/**
 * The output of a convolution, its plan noted.
 * @throws ShapeError where PyTorch refuses; PyError TypeError for settings that are no ints
 */
export function convolution(cx: Context, call: ConvCall): TensorValue {
  const { op, rank, transposed, input, weight, bias } = call;
  const groups = cx.dim(call.groups, `${op}(): groups`);
  const built = call.built && isOwnWeight(call, call.built, groups) ? call.built : undefined;
  const weightShape = built ? undefined : weight.shape;
  const inChannels = built?.inChannels ?? (weightShape && weightInChannels(weightShape, groups, transposed));
  checkDtypes(op, input, weight, cx);
  const inputShape = spatialInput(cx, input, inChannels, rank);
  const perAxis = (value: Value, name: string) => perAxisSetting(cx, value, rank, op, name);
  const plan: ConvPlan = planConv({
    framework: 'torch',
    op,
    rank,
    transposed,
    inputShape,
    weightShape,
    inChannels,
    outChannels: built?.outChannels ?? (weightShape ? undefined : cx.unknownDim('the weight is not known')),
    kernel: built?.kernel ?? (weightShape ? undefined : perAxisUnknown(cx, rank)),
    groups,
    bias: bias !== undefined,
    biasShape: bias?.shape,
    stride: perAxis(call.stride, 'stride'),
    dilation: perAxis(call.dilation, 'dilation'),
    padding: readPadding(cx, call.padding, rank, op),
    paddingMode: call.paddingMode,
    // PyTorch looks at the channels first, so that they are named where both are wrong.
    outputPadding:
      call.outputPadding && !channelsDiffer(inputShape, rank, inChannels)
        ? perAxis(call.outputPadding, 'output_padding')
        : undefined,
    outputSize: call.outputSize && spatialSizes(cx, call.outputSize, rank, op),
  });
  cx.note({ plan, macs: plan.macs });
  orThrow(plan);
  const output = tensorOf(plan.outputShape, input.dtype ?? weight.dtype);
  return withConvNumbers(cx, output, plan, input, weight, bias);
}

const perAxisUnknown = (cx: Context, rank: number): Dim[] =>
  Array.from({ length: rank }, () => cx.unknownDim('the weight is not known'));

function weightInChannels(weight: Shape, groups: Dim, transposed: boolean): Dim | undefined {
  return transposed ? weight[0] : weight[1] && mul(weight[1], groups);
}

const channelsDiffer = (input: Shape, rank: number, channels: Dim | undefined): boolean =>
  channels !== undefined && equalDims(input[input.length - rank - 1] ?? channels, channels) === false;

/** Whether the weight has the shape that the layer's settings ask for: user code may have replaced it. */
function isOwnWeight(call: ConvCall, built: NonNullable<ConvCall['built']>, groups: Dim): boolean {
  const { op, rank, transposed, weight } = call;
  if (!weight.shape || built.kernel.length !== rank) return !weight.shape;
  const settings = { framework: 'torch', op, rank, transposed, groups, padding: VALID, ...built } as const;
  const shape = convWeightShape(settings, built.inChannels);
  return shape.length === weight.shape.length && shape.every((d, i) => equalDims(d, weight.shape![i]) !== false);
}

/** Numbers per axis, or one of the words 'same' and 'valid'. @throws PyError RuntimeError for another word */
export function readPadding(cx: Context, value: Value, rank: number, op: string): PaddingSpec {
  if (value.kind !== 'str') return symmetric(perAxisSetting(cx, value, rank, op, 'padding'));
  if (value.value === 'same') return TORCH_SAME;
  if (value.value === 'valid') return VALID;
  throw new PyError(
    'RuntimeError',
    said`${op}: padding='${value.value}' is not one of 'same' and 'valid'. Use one of them, or numbers.`,
    'padding-value',
  );
}

/** `output_size` may also name batch and channels, which are not looked at (`_ConvTransposeNd._output_padding`). */
function spatialSizes(cx: Context, value: Value, rank: number, op: string): Dim[] | undefined {
  if (value.kind === 'none') return undefined;
  const sizes = dimList(cx, value, `${op}(): output_size`);
  if (!sizes) return Array.from({ length: rank }, () => cx.unknownDim('output_size is not known'));
  return sizes.length > rank ? sizes.slice(-rank) : sizes;
}

const FORWARD = 'input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1';
const TRANSPOSED = 'input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1';

function convFunction(name: string, rank: SpatialRank, transposed: boolean): NativeFunction {
  return torchOp(name, transposed ? TRANSPOSED : FORWARD, (a, cx) =>
    convolution(cx, {
      op: name,
      rank,
      transposed,
      input: asTensor(cx, a.get('input'), name),
      weight: asTensor(cx, a.get('weight'), name, 'weight'),
      bias: optionalTensor(cx, a.get('bias'), name, 'bias'),
      stride: a.get('stride'),
      padding: a.get('padding'),
      dilation: a.get('dilation'),
      groups: a.get('groups'),
      outputPadding: transposed ? a.get('output_padding') : undefined,
    }),
  );
}

/** `F.conv1d` … `F.conv_transpose3d`; the torch module has them too. */
export const convolutionFunctions: Record<string, NativeFunction> = Object.fromEntries(
  ([1, 2, 3] as const).flatMap((rank) => [
    [`conv${rank}d`, convFunction(`conv${rank}d`, rank, false)],
    [`conv_transpose${rank}d`, convFunction(`conv_transpose${rank}d`, rank, true)],
  ]),
);
