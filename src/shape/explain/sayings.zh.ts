/** What the rules of shapes say (`Saying`), in Chinese: English text → Chinese, with the same places `{0}`, `{1}` … for values. */
export const SHAPE_SAYINGS_ZH: Readonly<Record<string, string>> = {
  'one value': '1 个值',
  'one value or {0} values': '1 个值或 {0} 个值',
  '{0}={1} has {2} values, but {3} spatial {4} {5}.': '{0}={1} 有 {2} 个值，但 {3} 个空间轴需要 {5}。',
  '{0}={1} has {2} values; give 1, {3} or {4} of them.': '{0}={1} 有 {2} 个值；请给出 1、{3} 或 {4} 个。',
  '{0}={1} steps over the {2} axis; TensorFlow needs 1 there. {3}': '{0}={1} 沿{2}轴跨步；TensorFlow 要求该轴为 1。{3}',
  batch: '批次',
  channel: '通道',
  'These are in the order of {0}; for {1} write [{2}].': '这是 {0} 的次序；{1} 应写成 [{2}]。',
  'Put the value on a spatial axis.': '请把该值放在空间轴上。',
  'An explicit padding has one pair per axis of the input, {0} in all, but {1} were given.':
    '显式填充对输入的每个轴各有一对，共 {0} 对，但给出了 {1} 对。',
  'The padding of the {0} axis must be [0, 0], but is {1}: EXPLICIT padding has one pair per axis of {2}. Write {3}.':
    '{0}轴的填充必须为 [0, 0]，但给出的是 {1}：EXPLICIT 填充按 {2} 的每个轴各给一对。请写成 {3}。',
  "padding='{0}' is not known to {1}: it takes {2} or numbers.": "{1} 没有 padding='{0}'：可用 {2} 或数字。",
  "padding='{0}' is only defined for one spatial axis, but {1} has {2}. Use 'same' or numbers.":
    "padding='{0}' 只适用于一个空间轴，但 {1} 有 {2} 个。请用 'same' 或数字。",
  'input channels': '输入通道数',
  'The bias has shape {0}, but {1} has {2} output channels and needs ({3},).':
    '偏置的形状为 {0}，但 {1} 有 {2} 个输出通道，需要 ({3},)。',
  'channels first': '通道在前',
  'channels last': '通道在后',
  'Give a weight for {0} input channels': '请给出 {0} 个输入通道的权重',
  'Use {0}={1}': '请改用 {0}={1}',
  '{0} was built for {1}': '构造 {0} 时指定的是 {1} 个',
  'The input {0} has {1} channels ({2}), but {3}.': '输入 {0} 有 {1} 个通道（{2}），但{3}。',
  '{0} {1}': '{0}{1}',
  'The input {0} has {1} channels ({2}), but {3}. {4}, or change the layer before.':
    '输入 {0} 有 {1} 个通道（{2}），但{3}。{4}，或修改前面的层。',
  'the weight {0} is made for {1}': '权重 {0} 对应的是 {1} 个',
  'the weight {0} in {1} groups is made for {2}': '权重 {0}（{1} 组）对应的是 {2} 个',
  'Its channels stand on axis {0}: bring them to axis {1} with {2}.': '通道位于轴 {0}：请用 {2} 把它移到轴 {1}。',
  '{0} would give {1} = {2}: padding {3} and {4} trims more than the {5} input rows produce. Use less padding, or a larger kernel.':
    '{0} 会得到 {1} = {2}：填充 {3} 和 {4} 裁掉的比 {5} 行输入产生的还多。请减小填充，或使用更大的卷积核。',
  '{0} = {1} ({2} + padding {3} + {4})': '{0} = {1}（{2} + 填充 {3} + {4}）',
  '{0} {1} with {2} {3}, which reaches over {4},': '{2} {3} 时覆盖 {4} 的 {0} {1}',
  '{0} does not fit into {1}: the output would be empty. Pad by {2} more in all, or use a smaller kernel.':
    '{0} 放不进 {1}：输出将为空。请把填充总共增加 {2}，或使用更小的卷积核。',
  '{0}, {1} axes': '{0}（{1} 维）',
  '{0} or unbatched {1}, {2} or {3} axes': '{0} 或无批次的 {1}（{2} 或 {3} 维）',
  '{0}, {1} axes or more': '{0}（至少 {1} 维）',
  '{0} or {1}, {2} axes or more': '{0} 或 {1}（至少 {2} 维）',
  ' Add a batch axis in front.': '请在前面加一个批次轴。',
  '{0} takes an input of {1}, but got {2} with {3}.{4}': '{0} 的输入应为 {1}，但得到的是 {3} 维的 {2}。{4}',
  '{0}={1} must be a positive integer on every axis; use {2} or more.':
    '{0}={1} 在每个轴上都必须是正整数；请用 {2} 或更大的值。',
  '{0} of {1} has {2} values, but there {3}. Give one value for each.':
    '{1} 的 {0} 有 {2} 个值，但{3}。请为每个轴给出一个值。',
  'is 1 spatial axis': '有 1 个空间轴',
  'are {0} spatial axes': '有 {0} 个空间轴',
  'padding={0} must be an integer: padding is counted in whole rows. Use {1}.':
    'padding={0} 必须是整数：填充以整行计。请改用 {1}。',
  '{0}={1} must be a positive integer; 1 means an ordinary convolution.': '{0}={1} 必须是正整数；1 表示普通卷积。',
  '{0}={1} is not divisible by {2}={3}: every group needs equally many channels.{4}':
    '{0}={1} 不能被 {2}={3} 整除：每组的通道数必须相同。{4}',
  ' Use {0}={1}, or {2} that divide {3}.': '建议：{0}={1}，或能整除 {3} 的 {2}。',
  '{0}={1} must be a positive integer.': '{0}={1} 必须是正整数。',
  '{0}={1} must be positive: it is the number of feature maps that come out.':
    '{0}={1} 必须为正：它是输出特征图的个数。',
  '{0}={1} and {2}={3} cannot both be larger than 1 in {4}. Set one of them to 1.':
    '在 {4} 中，{0}={1} 与 {2}={3} 不能同时大于 1。请把其中一个设为 1。',
  'A padding word cannot be combined with input_dilation: JAX needs the padding as numbers there. Use padding=[(before, after), …], or ConvTranspose.':
    '填充方式的名称不能与 input_dilation 一起使用：JAX 在这里需要数字。请用 padding=[(before, after), …]，或使用 ConvTranspose。',
  'output_padding={0} must be less than strides={1} on every axis. Use at most {2}, or None to let Keras choose.':
    'output_padding={0} 在每个轴上都必须小于 strides={1}。请用不超过 {2} 的值，或用 None 由 Keras 决定。',
  'The input has {0} channels, but the filter of {1} is made for {2}. Give the filter in_channels={3}.':
    '输入有 {0} 个通道，但 {1} 的卷积核对应 {2} 个通道。请给出 in_channels={3} 的卷积核。',
  "The input has {0} channels, but each filter of {1} reads {2}: the input's channels must be a multiple of the filter's third-to-last axis. Give the filter in_channels={3}.":
    '输入有 {0} 个通道，但 {1} 的每个卷积核读取 {2} 个：输入的通道数必须是卷积核倒数第三个轴的倍数。请给出 in_channels={3} 的卷积核。',
  'padding={0} is negative, which {1} does not support. Use 0 or more, and crop the input by slicing.':
    'padding={0} 为负，{1} 不支持。请用 0 或更大的值，并用切片裁剪输入。',
  "padding='same' needs stride=1 in PyTorch, but stride={0}. Give the padding as a number, for example dilation·(kernel_size − 1)/2.":
    "PyTorch 的 padding='same' 要求 stride=1，但这里 stride={0}。请用数字给出填充，例如 dilation·(kernel_size − 1)/2。",
  '{0} takes padding as numbers only, not as a word. Use padding=0, or dilation·(kernel_size − 1)/2 to trim both ends.':
    '{0} 的填充只能是数字，不能是名称。请用 padding=0，或用 dilation·(kernel_size − 1)/2 裁剪两端。',
  "padding_mode='{0}' is not supported by {1}; only 'zeros' is.": "{1} 不支持 padding_mode='{0}'；只支持 'zeros'。",
  'output_padding={0} must not be negative; use 0.': 'output_padding={0} 不能为负；请用 0。',
  'output_padding={0} must be smaller than stride={1} or dilation={2}. Use at most {3}.':
    'output_padding={0} 必须小于 stride={1} 或 dilation={2}。请用不超过 {3} 的值。',
  "padding_mode='circular' needs a batch axis, but the input is {0}. Use x.unsqueeze(0).":
    "padding_mode='circular' 需要批次轴，但输入为 {0}。请用 x.unsqueeze(0)。",
  'reflection needs padding smaller than the size': '反射填充必须小于该轴的大小',
  'wrapping needs padding of at most the size': '循环填充不能超过该轴的大小',
  "padding={0} with padding_mode='{1}' is too large for {2} = {3}: {4}. Use at most {5}.":
    "padding_mode='{1}' 时，padding={0} 对 {2} = {3} 来说过大：{4}。请用不超过 {5} 的值。",
  'The pointwise filter {0} must have a kernel of 1 on every axis.': '逐点卷积核 {0} 在每个空间轴上的大小必须为 1。',
  'The depthwise step gives {0} channels ({1} × {2}), but the pointwise filter {3} reads {4}. It needs in_channels × channel_multiplier = {5}.':
    '逐通道卷积得到 {0} 个通道（{1} × {2}），但逐点卷积核 {3} 读取 {4} 个。它需要 in_channels × channel_multiplier = {5}。',
  'The output size {0} has {1} values, but {2} needs {3} or {4}.':
    '输出大小 {0} 有 {1} 个值，但 {2} 需要 {3} 或 {4} 个。',
  'output_size={0} cannot be reached: from {1} this layer gives {2} to {3}. Choose a size in that range.':
    '无法得到 output_size={0}：从 {1} 出发，该层可得 {2} 到 {3}。请在此范围内选择。',
  'output_shape asks for {0} = {1}, whose forward convolution gives {2}, but the input has {3}. {4}':
    'output_shape 要求 {0} = {1}，其正向卷积得到 {2}，但输入为 {3}。{4}',
  'With padding SAME it must lie in {0} … {1}.': '填充为 SAME 时，它必须在 {0} … {1} 之间。',
  'It must lie in {0} … {1}.': '它必须在 {0} … {1} 之间。',
  '{0} takes a weight of {1}, {2} axes, but got {3} with {4}.':
    '{0} 的权重应为 {1}（{2} 维），但得到的是 {4} 维的 {3}。',
  'Axis {0} of {1} is out of range: a tensor of {2} {3} takes {4} to {5}.':
    '{1} 的轴 {0} 超出范围：{2} 维张量可用 {4} 到 {5}。',
  'Axis {0} appears more than once in the axes ({1}) of {2}; name each axis once.':
    '{2} 的轴 ({1}) 中，轴 {0} 出现了不止一次；每个轴只能写一次。',
  '{0} of {1} needs an order of all {2} axes, but ({3}) names {4}.':
    '{1} 的 {0} 需要全部 {2} 个轴的次序，但 ({3}) 只写了 {4} 个。',
  'moveaxis moves {0} axes to {1} places; give as many.': 'moveaxis 把 {0} 个轴移到 {1} 个位置；两者个数必须相同。',
  'squeeze removes axes of size 1, but axis {0} of {1} has {2}.':
    'squeeze 去掉大小为 1 的轴，但 {1} 的轴 {0} 大小为 {2}。',
  '{0} and {1} do not broadcast in {2}: {3} and {4} on axis {5} must be equal, or one of them 1.':
    '{0} 与 {1} 无法广播（{2}）：轴 {5} 上的 {3} 与 {4} 必须相等，或其中之一为 1。',
  '{0} to {1} names {2} sizes, but {3} has {4} axes; name at least as many.':
    '{0} 到 {1} 写了 {2} 个大小，但 {3} 有 {4} 个轴；至少要写这么多。',
  '{0} cannot keep (−1) the size of axis {1}, which {2} does not have. Give it a size.':
    '{0} 无法保持（−1）轴 {1} 的大小，{2} 没有这个轴。请给出大小。',
  '{0} to {1} would change axis {2} from {3} to {4}; only axes of size 1 grow. Use {5} or −1 there.':
    '{0} 到 {1} 会把轴 {2} 从 {3} 变为 {4}；只有大小为 1 的轴可以扩展。请在该处用 {5} 或 −1。',
  '{0} needs at least one tensor, but the list is empty.': '{0} 至少需要一个张量，但列表为空。',
  '{0} cannot join scalars; use stack, or give each an axis first.':
    '{0} 不能拼接标量；请用 stack，或先给每个标量加一个轴。',
  '{0} joins tensors with equally many axes, but the first is {1} and tensor {2} is {3}.':
    '{0} 拼接的张量必须维数相同，但第一个为 {1}，第 {2} 个为 {3}。',
  '{0} along axis {1} needs all other sizes equal, but axis {2} is {3} in the first tensor {4} and {5} in tensor {6} {7}.':
    '{0} 沿轴 {1} 拼接时，其他轴的大小必须相同，但轴 {2} 在第一个张量 {4} 中为 {3}，在第 {6} 个张量 {7} 中为 {5}。',
  '{0} needs at least one tensor, but got none.': '{0} 至少需要一个张量，但一个也没有。',
  '{0} needs tensors of one shape, but the first is {1} and tensor {2} is {3}.':
    '{0} 要求各张量形状相同，但第一个为 {1}，第 {2} 个为 {3}。',
  '{0}: logits of shape {1} need labels of shape {2}, but got {3}.':
    '{0}：形状为 {1} 的 logits 需要形状为 {2} 的标签，但得到的是 {3}。',
  "einsum '{0}' names {1} operands, but {2} were given.": "einsum '{0}' 写了 {1} 个操作数，但给出了 {2} 个。",
  "einsum '{0}': the output label '{1}' is in no input.": "einsum '{0}'：输出下标 '{1}' 不在任何输入中。",
  "einsum '{0}': '{1}' names {2} axes, but the operand {3} has {4}.":
    "einsum '{0}'：'{1}' 写了 {2} 个轴，但操作数 {3} 有 {4} 个。",
  "einsum '{0}': label '{1}' is {2} in one place and {3} in {4}; one label has one size.":
    "einsum '{0}'：下标 '{1}' 在一处为 {2}，在 {4} 中为 {3}；同一下标只能有一个大小。",
  '{0} needs tensors with at least one axis, but got {1} and {2}.':
    '{0} 需要至少有一个轴的张量，但得到的是 {1} 和 {2}。',
  first: '第一个',
  second: '第二个',
  ' Make it one with tf.expand_dims(…, {0}), or use tf.linalg.matvec.':
    '请用 tf.expand_dims(…, {0}) 把它变为矩阵，或使用 tf.linalg.matvec。',
  '{0} multiplies matrices, but got {1} and {2}: the {3} one has {4} axes.{5}':
    '{0} 对矩阵做乘法，但得到的是 {1} 和 {2}：{3}有 {4} 个轴。{5}',
  '{0} and {1} cannot be multiplied by {2}: the first has {3} columns, the second {4} rows, and they must be equal. Transpose one of them, or change its size.':
    '{0} 与 {1} 不能用 {2} 相乘：前者有 {3} 列，后者有 {4} 行，两者必须相等。请转置其中之一，或改变其大小。',
  'bmm multiplies stacks of equally many matrices, but {0} has {1} and {2} has {3}. Use matmul, which broadcasts, if one of them is 1.':
    'bmm 要求两组矩阵的个数相同，但 {0} 有 {1} 个，{2} 有 {3} 个。若其中之一为 1，请用可以广播的 matmul。',
  '{0} takes tensors of {1} axes, but got {2} and {3}. Use matmul for other ranks.':
    '{0} 要求 {1} 维张量，但得到的是 {2} 和 {3}。其他维数请用 matmul。',
  '{0} needs an input of at least one axis, but got a scalar.': '{0} 的输入至少要有一个轴，但得到的是标量。',
  'The input {0} has {1} features on its last axis, but {2} was built for in_features={3}. Use in_features={4}, or reshape the input.':
    '输入 {0} 的最后一个轴有 {1} 个特征，但 {2} 构造时指定的是 in_features={3}。请改用 in_features={4}，或改变输入的形状。',
  'tensordot pairs {0} axes with {1}; name equally many of both tensors.':
    'tensordot 把 {0} 个轴与 {1} 个轴配对；两个张量要写同样多的轴。',
  'tensordot sums over axis {0} of {1} and axis {2} of {3}, but {4} is not {5}.':
    'tensordot 对 {1} 的轴 {0} 和 {3} 的轴 {2} 求和，但 {4} 不等于 {5}。',
  'repeat{0} has {1} counts, but {2} has {3} axes; give at least as many, 1 where nothing repeats.':
    'repeat{0} 有 {1} 个重复次数，但 {2} 有 {3} 个轴；至少要给这么多，不重复处写 1。',
  'tile of {0} needs {1} multiples, one per axis, but got {2}.':
    '对 {0} 做 tile 需要 {1} 个倍数，每个轴一个，但得到的是 {2} 个。',
  '{0} by {1}: a count must not be negative.': '{0}（{1}）：次数不能为负。',
  '{0} to {1} cannot work out −1 beside a size of 0. Give the size.':
    '{0} 到 {1}：有大小为 0 的轴时无法推算 −1。请给出大小。',
  '{0} to {1}: {2} is no size; only −1 may be negative, for one axis that is worked out.':
    '{0} 到 {1}：{2} 不是合法的大小；只有 −1 可以为负，表示该轴自动推算。',
  '{0} to {1} has −1 more than once; only one size can be worked out. Give the others.':
    '{0} 到 {1} 中 −1 不止一个；只能推算一个大小。请给出其他的大小。',
  '{0} of {1} to {2}: the input has {3} elements, but the new shape {4}. The number of elements must stay the same.':
    '{0} 把 {1} 变为 {2}：输入有 {3} 个元素，但新形状{4}。元素总数必须保持不变。',
  'needs a multiple of {0}': '的元素总数必须是 {0} 的倍数',
  'has {0}': '有 {0} 个',
  'flatten from axis {0} to {1} of {2}: the first axis must not come after the last.':
    '从轴 {0} 到轴 {1} 对 {2} 做 flatten：起始轴不能在结束轴之后。',
  'unflatten to {0}: the sizes must multiply to axis {1} of {2}, which is {3}, but {4}.':
    'unflatten 到 {0}：各大小之积必须等于 {2} 的轴 {1}，即 {3}，但{4}。',
  '{0} does not divide it': '已知部分之积 {0} 不能整除它',
  'multiply to {0}': '乘积为 {0}',
  'A slice step of 0 goes nowhere; use 1 or more.': '切片的步长不能为 0；请用 1 或更大的值。',
  'Index {0} is out of range for axis {1} of {2}, which has {3} elements.':
    '索引 {0} 超出 {2} 的轴 {1} 的范围，该轴有 {3} 个元素。',
  'The mask {0} does not fit {1}: its axis {2} has {3} elements, but axis {4} has {5}. They must be equal.':
    '掩码 {0} 与 {1} 不符：掩码的轴 {2} 有 {3} 个元素，但 {1} 的轴 {4} 有 {5} 个。两者必须相等。',
  '{0} indices are too many for {1}, which has {2} axes.': '{0} 个索引对 {1} 来说太多，它只有 {2} 个轴。',
  'narrow takes {0} elements from {1} on, but axis {2} of {3} has {4}.':
    'narrow 从 {1} 起取 {0} 个元素，但 {3} 的轴 {2} 只有 {4} 个。',
  'split_size={0} must be positive.': 'split_size={0} 必须为正。',
  '{0} can work out one −1 among the sizes {1}, not {2}.': '{0} 的各大小 {1} 中只能推算一个 −1，而这里有 {2} 个。',
  'The sizes {0} of {1} add up to {2}, but axis {3} of {4} has {5}. They must add up to it.':
    '{1} 的各大小 {0} 之和为 {2}，但 {4} 的轴 {3} 为 {5}。两者必须相等。',
  'chunks={0} must be positive.': 'chunks={0} 必须为正。',
  '{0} into {1} equal parts needs a multiple of {2} on axis {3} of {4}, but it has {5}.':
    '{0} 等分为 {1} 份，要求 {4} 的轴 {3} 是 {2} 的倍数，但它是 {5}。',
  'output_size of {0} needs {1} {2}, but has {3}.': '{0} 的 output_size 需要 {1} 个值，但有 {3} 个。',
  "output_size={0} of {1} must be a whole number of 0 or more, or None to keep the input's size.":
    '{1} 的 output_size={0} 必须是不小于 0 的整数，或用 None 保持输入的大小。',
  'An output of {0} has no windows.': '大小为 {0} 的输出没有窗口。',
  'padding={0} must not be negative. Use 0.': 'padding={0} 不能为负。请用 0。',
  'padding={0} is more than half of kernel_size={1}: a pooling window must not lie in padding alone. Use padding of at most {2}.':
    'padding={0} 超过 kernel_size={1} 的一半：池化窗口不能完全落在填充中。请用不超过 {2} 的填充。',
  'Padding {0} must be smaller than the window of {1}. Use at most {2}.':
    '填充 {0} 必须小于窗口 {1}。请用不超过 {2} 的值。',
  '{0} ({1} with padding)': '{0}（{1} 加填充）',
  'The window {0}={1} of {2} reaches over {3} on {4}, but the input has {5} there, {6} too few. Use a smaller window, or pool fewer times before.':
    '{2} 的窗口 {0}={1} 在 {4} 上覆盖 {3}，但输入在该轴上只有 {5}，还差 {6}。请使用更小的窗口，或减少前面的池化。',
  'unfold takes (N, C, H, W) or (C, H, W), but got {0}.':
    'unfold 的输入应为 (N, C, H, W) 或 (C, H, W)，但得到的是 {0}。',
  'unfold with kernel_size {0} finds {1} windows in {2}; there must be one at least on each axis. Use a smaller kernel, or more padding.':
    'kernel_size 为 {0} 的 unfold 在 {2} 中得到 {1} 个窗口；每个轴上至少要有一个。请使用更小的卷积核，或更多的填充。',
  'fold takes (N, C·kernel, windows) or (C·kernel, windows), but got {0}.':
    'fold 的输入应为 (N, C·kernel, windows) 或 (C·kernel, windows)，但得到的是 {0}。',
  'fold needs a multiple of kernel_size {0} = {1} on the second-to-last axis, but {2} has {3} there.':
    'fold 要求倒数第二个轴是 kernel_size {0} 之积 {1} 的倍数，但 {2} 的该轴为 {3}。',
  'fold to {0} with kernel_size {1} has {2} = {3} windows, but {4} holds {5}. Use the output_size that was unfolded.':
    '以 kernel_size {1} 做 fold 得到 {0} 需要 {2} = {3} 个窗口，但 {4} 有 {5} 个。请使用 unfold 时的 output_size。',
  "{0} with mode='{1}' takes an input of {2} axes (batch, channels, then what is resized), but got {3} with {4}.{5}":
    "mode='{1}' 的 {0} 需要 {2} 维输入（批次、通道，其后是要缩放的轴），但得到的是 {4} 维的 {3}。{5}",
  '{0} would give {1} from {2}: every output size must be positive. Use a larger {3}.':
    '{0} 会从 {2} 得到 {1}：输出的每个大小都必须为正。请使用更大的 {3}。',
  "mode='{0}' of {1} is not known; use {2}.": "{1} 没有 mode='{0}'；可用 {2}。",
  "align_corners can only be set for mode {0}, not for mode='{1}'. Leave it out.":
    "align_corners 只能用于 {0} 方式，不能用于 mode='{1}'。请去掉它。",
  "antialias=True is only for mode bilinear and bicubic, not '{0}'.":
    "antialias=True 只适用于 bilinear 和 bicubic 方式，不适用于 '{0}'。",
  '{0} takes size or scale_factor, not both. Leave one out.': '{0} 只能使用 size 或 scale_factor 之一。请去掉一个。',
  '{0} needs size or scale_factor, but neither is given.': '{0} 需要 size 或 scale_factor，但两者都没有给出。',
  'recompute_scale_factor=True has no meaning with an explicit size in {0}. Leave it out.':
    '{0} 已明确给出 size，recompute_scale_factor=True 没有意义。请去掉它。',
  '{0}={1} has {2} values, but {3} has {4} axes to resize. Give one value for all, or {5}.':
    '{0}={1} 有 {2} 个值，但 {3} 有 {4} 个要缩放的轴。请给出一个共用的值，或 {5} 个值。',
  " For this input use mode='{0}'.": "此输入请用 mode='{0}'。",
  "mode='{0}' of pad is not known; use 'CONSTANT', 'REFLECT' or 'SYMMETRIC'.":
    "pad 没有 mode='{0}'；请用 'CONSTANT'、'REFLECT' 或 'SYMMETRIC'。",
  'pad of {0} needs {1} pairs, one (before, after) per axis, but got {2}.':
    '对 {0} 做 pad 需要 {1} 对 (before, after)，每个轴一对，但得到的是 {2} 对。',
  'pad by {0} on axis {1} must not be negative; slice instead.': 'pad 在轴 {1} 上的填充 {0} 不能为负；请改用切片。',
  "pad with mode '{0}' by {1} is too much for axis {2} of {3}, which has {4}: use at most {5}.":
    "mode 为 '{0}' 的 pad 填充 {1}，对 {3} 的轴 {2} 来说过大，该轴为 {4}：请用不超过 {5} 的值。",
  '{0} takes {1} of the {2} on axis {3} of {4} and leaves nothing. Crop less than the size.':
    '{0} 从 {4} 的轴 {3} 的 {2} 中裁掉 {1}，什么也没有留下。裁剪量必须小于该轴的大小。',
  '{0} by {1}': '{1} 倍的 {0}',
  channels: '通道数',
  height: '高度',
  width: '宽度',
  'channel_shuffle takes (N, C, …) of 3 axes or more, but got {0}.':
    'channel_shuffle 的输入应为至少 3 维的 (N, C, …)，但得到的是 {0}。',
  'channel_shuffle in {0} groups needs a multiple of it as channels, but {1} has {2}.':
    '分 {0} 组的 channel_shuffle 要求通道数是它的倍数，但 {1} 有 {2} 个通道。',
  '{0} takes (…, C, H, W) of 3 axes or more, but got {1}.': '{0} 的输入应为至少 3 维的 (…, C, H, W)，但得到的是 {1}。',
  '{0} takes a batch of images of 4 axes, but got {1}.': '{0} 的输入应为 4 维的图像批次，但得到的是 {1}。',
  'block_size={0} of {1} must be 2 or more.': '{1} 的 block_size={0} 必须不小于 2。',
  '{0} needs {1} divisible by {2}, but {3} has {4}.': '{0} 要求{1}能被 {2} 整除，但 {3} 的{1}为 {4}。',
  '{0} takes an image of 3 axes or a batch of 4, but got {1} with {2}.':
    '{0} 的输入应为 3 维的图像或 4 维的图像批次，但得到的是 {2} 维的 {1}。',
  '{0} needs size=(height, width), but got {1}.': '{0} 需要 size=(height, width)，但得到的是 {1}。',
  '{0} by {1} must be an integer.': '{0} 的填充 {1} 必须是整数。',
  '{0} by {1} has {2} amounts; give two per axis, (before, after) from the last axis on.':
    '{0} 的填充 {1} 有 {2} 个数；请从最后一个轴起，为每个轴给出两个数 (before, after)。',
  '{0} by {1} pads {2} axes, but {3} has {4}.': '{0} 的 {1} 填充 {2} 个轴，但 {3} 只有 {4} 个。',
  "{0} with mode '{1}' by {2} amounts takes an input of {3} axes, but got {4} with {5}.":
    "mode 为 '{1}'、有 {2} 个填充量的 {0} 需要 {3} 维输入，但得到的是 {5} 维的 {4}。",
  'axis {0} of {1}': '{1} 的轴 {0}',
  '{0} by ({1}, {2}) would leave nothing of {3}, which has {4}. Crop less.':
    '{0} 的填充 ({1}, {2}) 会让 {3} 什么也不剩，该轴为 {4}。请减少裁剪。',
  "{0} with mode '{1}' by {2} is too much for {3}, which has {4}: use at most {5}, or another mode.":
    "mode 为 '{1}' 的 {0} 填充 {2}，对 {3} 来说过大，该轴为 {4}：请用不超过 {5} 的值，或换一种方式。",
  'TensorFlow applies the stride after it has dealt the rows out by dilation, so this is not a strided dilated convolution; set one of them to 1, or use a grouped convolution':
    'TensorFlow 先按空洞率分开各行再取步长，因此这不是带步长的空洞卷积；请把其中一个设为 1，或使用分组卷积',
  'an index of several arrays': '由多个数组组成的索引',
  '{0} or {1}': '{0} 或 {1}',
  '{0} and {1}': '{0} 和 {1}',
  '{0} is no exact fraction': '{0} 不是精确的分数',
  'the settings of {0} do not fit together': '{0} 的设置互相矛盾',
  'no window of {0} fits into the input': '输入中放不下 {0} 的任何窗口',
  'the settings of {0} do not fit its axes': '{0} 的设置与它的轴不符',
  'no window fits into the input': '输入中放不下任何窗口',
  'a backward slice of a size that is not a number': '对没有具体数值的大小做反向切片',
  'division by zero': '除以零',
  'given as None': '以 None 给出',
  'given as unknown': '以未知给出',
  'how many elements a boolean mask takes depends on its values': '布尔掩码选取多少个元素取决于其值',
  'preserve_aspect_ratio needs the size of the image, which is not a number':
    'preserve_aspect_ratio 需要图像的大小，而它没有具体数值',
  'the expression grew too large': '表达式过长',
  'the kernel size is not given': '没有给出卷积核大小',
  'the number of filters is not given': '没有给出滤波器个数',
  'the sign of a slice step is not known': '切片步长的符号未知',
  'whether a slice position counts from the start or the end is not known': '切片位置从开头还是从末尾算起未知',
};
