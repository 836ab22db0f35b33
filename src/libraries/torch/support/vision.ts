/** The compiled operations of torchvision (`torch.ops.torchvision.*`); its Python sources are interpreted. */
import { floorDiv, mul, orThrow, planConv, symmetric, type Dim } from '../../../shape';
import type { LibraryModule } from '../../../python/interpreter/native';
import { tuple, TRUE, type NativeFunction } from '../../../python/interpreter/values';
import { optionalTensor, shapeless, tensorOf, whyUnknown } from '../tensor';
import { inputOf } from '../family';
import { torchOp } from '../arguments';
import { always, nothing } from './passThrough';

/** RoI pooling: one row per box, the channels of the map, pooled_height × pooled_width. */
function roiPooling(name: string, signature: string, bySize: boolean): NativeFunction {
  return torchOp(name, signature, (a, cx) => {
    const [input, boxes] = [inputOf(a), inputOf(a, 'rois')];
    const count: Dim = boxes.shape?.[0] ?? cx.unknownDim('the number of boxes is not known');
    const size = [a.dim('pooled_height'), a.dim('pooled_width')];
    if (!input.shape) return shapeless(whyUnknown(cx, input), input.dtype);
    // Position-sensitive pooling spreads the channels over the cells of the grid.
    const channels = bySize ? floorDiv(input.shape[1], mul(size[0], size[1])) : input.shape[1];
    const pooled = tensorOf([count, channels, ...size], input.dtype);
    return name === 'roi_align' ? pooled : tuple([pooled, tensorOf(pooled.shape!, 'int32')]);
  });
}

const nms = torchOp('nms', 'dets, scores, iou_threshold', (_a, cx) =>
  tensorOf([cx.unknownDim('how many boxes non-maximum suppression keeps depends on their scores')], 'int64'),
);

const deformConv = torchOp(
  'deform_conv2d',
  'input, weight, offset, mask, bias, stride_h, stride_w, pad_h, pad_w, dil_h, dil_w, groups, n_offset_grps, use_mask=True',
  (a, cx) => {
    const [input, weight] = [inputOf(a), inputOf(a, 'weight')];
    if (!input.shape || !weight.shape) return shapeless(whyUnknown(cx, input.shape ? weight : input), input.dtype);
    const bias = optionalTensor(cx, a.get('bias'), 'deform_conv2d', 'bias');
    const plan = planConv({
      framework: 'torch',
      op: 'deform_conv2d',
      rank: 2,
      inputShape: input.shape,
      weightShape: weight.shape,
      groups: a.dim('groups'),
      stride: [a.dim('stride_h'), a.dim('stride_w')],
      padding: symmetric([a.dim('pad_h'), a.dim('pad_w')]),
      dilation: [a.dim('dil_h'), a.dim('dil_w')],
      bias: bias !== undefined,
      biasShape: bias?.shape,
    });
    cx.note({ plan, macs: plan.macs });
    orThrow(plan);
    return tensorOf(plan.outputShape, input.dtype);
  },
);

const ROI = 'input, rois, spatial_scale, pooled_height, pooled_width';

export const compiledVisionOps: LibraryModule[] = [
  { name: 'torch.ops', attrs: { load_library: nothing('load_library') } },
  {
    name: 'torch.ops.torchvision',
    attrs: {
      nms,
      roi_align: roiPooling('roi_align', `${ROI}, sampling_ratio, aligned`, false),
      roi_pool: roiPooling('roi_pool', ROI, false),
      ps_roi_align: roiPooling('ps_roi_align', `${ROI}, sampling_ratio`, true),
      ps_roi_pool: roiPooling('ps_roi_pool', ROI, true),
      deform_conv2d: deformConv,
    },
  },
  {
    name: 'torchvision.extension',
    attrs: {
      _assert_has_ops: nothing('_assert_has_ops'),
      _has_ops: always('_has_ops', TRUE),
      _check_cuda_version: nothing('_check_cuda_version'),
    },
  },
];
