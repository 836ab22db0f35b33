/** What the rules of Keras say, in Chinese. */
export const KERAS_SAYINGS_ZH: Readonly<Record<string, string>> = {
  'Layer {0} weight shape {1} is not compatible with provided weight shape {2}.':
    '层 {0} 的权重形状是 {1}，与给出的形状 {2} 不符。',
  'Data cardinality is ambiguous: x has {0} examples and y has {1}. All arrays must have the same number.':
    '样本数不一致：x 有 {0} 个样本，而 y 有 {1} 个。所有数组的样本数必须相同。',
  'Data cardinality is ambiguous: the arrays have {0} examples. All must have the same number.':
    '样本数不一致：各数组有 {0} 个样本。所有数组的样本数必须相同。',
  'A symbolic Keras tensor can not be iterated or unpacked: it stands for a batch that comes later. Take parts of it with an index (x[:, 0]), or make it with one Input each.':
    'Keras 的符号张量不能迭代或解包：它代表以后才到来的批次。请用索引取出各部分（x[:, 0]），或为每一部分各建一个 Input。',
  'A symbolic Keras tensor is neither true nor false: it has no numbers yet. Use keras.ops.where or keras.ops.cond, or "is not None" to ask whether there is a tensor.':
    'Keras 的符号张量既不为真也不为假：它还没有数值。请用 keras.ops.where 或 keras.ops.cond；要判断是否有张量，请用 "is not None"。',
  'A symbolic Keras tensor is no Python number: it has no numbers yet. Use keras.ops.cast.':
    'Keras 的符号张量不是 Python 数：它还没有数值。请用 keras.ops.cast。',
  'A symbolic Keras tensor has no len(). Use x.shape[0], or keras.ops.shape(x)[0] where that is None.':
    'Keras 的符号张量没有 len()。请用 x.shape[0]；若它为 None，则用 keras.ops.shape(x)[0]。',
  'Keras 3 refuses to go through the rows of a symbolic tensor; Keras 2 does where their number is known.':
    'Keras 3 不允许逐行遍历符号张量；Keras 2 在行数已知时允许。',
  'Could not interpret {0} identifier: {1}': '无法识别 {0} 的标识：{1}',
  '{0}: {1} must be a tuple, and {2} is a number. Write ({3},).':
    '{0}：{1} 必须是元组，而 {2} 是一个数。请写成 ({3},)。',
  'Could not interpret activation function identifier: {0}': '无法识别激活函数的标识：{0}',
  'a tuple of {0} {1}': '{0} 个整数的元组',
  'The `{0}` argument must be {1}. Received {2}={3}.': '参数 `{0}` 必须是 {1}，但得到的是 {2}={3}。',
  'The `{0}` argument must be {1}. Received {2}={3}, which has {4}. Give one integer for all axes or {5}.':
    '参数 `{0}` 必须是 {1}，但得到的是 {2}={3}，有 {4} 个值。请给出一个供所有轴共用的整数，或 {5} 个。',
  'The `{0}` argument must be {1}. Received {2}={3}, including {4}, which does not satisfy `value {5} 0`.':
    '参数 `{0}` 必须是 {1}，但得到的是 {2}={3}，其中的 {4} 不满足 `value {5} 0`。',
  'The `data_format` argument must be one of "channels_first", "channels_last". Received: {0}':
    '参数 `data_format` 必须是 "channels_first" 或 "channels_last"，但得到的是 {0}',
  '`padding` must be a word in Keras, "valid" or "same". Received: {0}. For explicit padding put a ZeroPadding layer before.':
    'Keras 的 `padding` 必须是 "valid" 或 "same"，但得到的是 {0}。要用数字填充，请在前面加一个 ZeroPadding 层。',
  '{0} with a list as padding runs in TensorFlow 2.0 to 2.2 alone; later versions and Keras 3 take "valid" or "same". To run everywhere, put a ZeroPadding2D layer before it.':
    '{0} 的 padding 为列表，只有 TensorFlow 2.0 至 2.2 可以运行；之后的版本和 Keras 3 只接受 "valid" 或 "same"。要在各版本都能运行，请在前面加一个 ZeroPadding2D 层。',
  'Passed layer_names do not match the layer names in the model. Received: {0}':
    '传入的 layer_names 与模型的层名都不匹配，得到的是：{0}',
  'When creating a Variable from an initializer, the `shape` argument should be specified. Received: initializer={0} and shape=None':
    '用初始化器创建 Variable 时必须给出参数 `shape`，但得到的是 initializer={0}，shape=None',
  'Received an invalid value for `{0}`, expected a positive integer. Received: {1}={2}':
    '`{0}` 的值无效，应为正整数，但得到的是 {1}={2}',
  'The `{0}` argument must be one of {1}. Received: {2}={3}': '参数 `{0}` 必须是 {1} 之一，但得到的是 {2}={3}',
  'Input 0 of layer "{0}" is incompatible with the layer: expected ndim={1}, found ndim={2}. Full shape received: {3}':
    '层 "{0}" 的输入 0 与该层不符：应有 ndim={1}，实际为 ndim={2}。完整形状：{3}',
  'Input 0 of layer "{0}" is incompatible with the layer: expected min_ndim={1}, found ndim={2}. Full shape received: {3}':
    '层 "{0}" 的输入 0 与该层不符：应有 min_ndim={1}，实际为 ndim={2}。完整形状：{3}',
  '{0}: the input has {1} features, but the layer was built for {2}: its input is (batch, steps, features), here {3}.':
    '{0}：输入有 {1} 个特征，但该层是按 {2} 个特征构建的：输入应为（批次、步数、特征），这里是 {3}。',
  ' For class numbers use sparse_categorical_crossentropy.': '标签为类别编号时请用 sparse_categorical_crossentropy。',
  ' For one-hot labels use categorical_crossentropy.': '标签为 one-hot 时请用 categorical_crossentropy。',
  'The loss compares an output of shape {0} with labels of shape {1}, but the labels have shape {2}.{3}':
    '损失把形状为 {0} 的输出与形状为 {1} 的标签相比，但标签的形状为 {2}。{3}',
  'You must pass a `shape` argument to Input().': 'Input() 必须有参数 `shape`。',
  'Unrecognized keyword arguments passed to {0}: {1}': '{0} 没有名为 {1} 的关键字参数',
  'Unrecognized keyword arguments passed to {0}: {1}. Keras 1 called {2} so.':
    '{0} 没有名为 {1} 的关键字参数。这是 {2} 在 Keras 1 中的名称。',
  'Invalid merge mode: {0}': '合并方式无效：{0}',
  'Shapes used to initialize variables must be fully-defined (no `None` dimensions). Received: shape={0}':
    '变量的形状必须完全确定（不能有 `None`），但得到的是 shape={0}',
  "You called `set_weights(weights)` on layer '{0}' with a weight list of length {1}, but the layer was expecting {2} weights.":
    "对层 '{0}' 调用 `set_weights(weights)` 时给出了 {1} 个权重，但该层需要 {2} 个。",
  '{0} accepts inputs list of length 2 or 3, namely [query, value] or [query, value, key].':
    '{0} 的输入应为 2 个或 3 个张量的列表，即 [query, value] 或 [query, value, key]。',
  '{0}: the channel dimension of the inputs must be defined, but the input shape is {1} with data_format="{2}". Give Input(shape=…) a number there: weights are made for it.':
    '{0}：输入的通道数必须确定，但 data_format="{2}" 时输入的形状为 {1}。权重按它创建，请在 Input(shape=…) 的该处给出数字。',
  'The last dimension of the inputs to {0} must be defined, but the input shape is {1}. Weights need a number there: give Input(shape=…) a size, or pool (GlobalAveragePooling) before flattening.':
    '{0} 的输入的最后一个轴必须确定，但输入的形状为 {1}。权重需要该处的大小：请在 Input(shape=…) 中给出，或在展平之前做池化（GlobalAveragePooling）。',
  'Invalid value received for argument `{0}`. Expected a float value between 0 and 1. Received: {1}={2}':
    '参数 `{0}` 的值无效，应在 0 与 1 之间，但得到的是 {1}={2}',
  'HashedCrossing crosses features of one shape, but got {0} and {1}.':
    'HashedCrossing 交叉的特征必须形状相同，但得到的是 {0} 和 {1}。',
  'exactly {0}': '恰好 {0} 个张量',
  'a list of at least {0}': '至少 {0} 个张量的列表',
  '{0} must be called on {1} inputs. Received: {2}.': '{0} 需要{1}，但得到的是 {2} 个。',
  'Cannot merge tensors with different batch sizes in {0}: {1}.': '{0} 不能合并批次大小不同的张量：{1}。',
  'Dot contracts axis {0} of {1} with axis {2} of {3}: the sizes must be equal.':
    'Dot 收缩 {1} 的轴 {0} 和 {3} 的轴 {2}：两者的大小必须相等。',
  '{0} makes one weight per element of axis {1}, which is None in the input shape {2}. Give Input(shape=…) a size there, or normalise another axis.':
    '{0} 为轴 {1} 的每个元素创建一个权重，但输入的形状 {2} 在该处为 None。请在 Input(shape=…) 的该处给出大小，或换一个轴做归一化。',
  'Number of groups ({0}) cannot be more than the number of channels ({1}). Use a divisor of the channels, or -1 for one group per channel.':
    '分组数（{0}）不能大于通道数（{1}）。请用通道数的因数，或用 -1 让每个通道各成一组。',
  'Number of groups ({0}) must divide the number of channels ({1}).': '分组数（{0}）必须能整除通道数（{1}）。',
  "{0}.__init__() missing 1 required positional argument: 'pool_size'":
    "{0}.__init__() 缺少 1 个必需的位置参数：'pool_size'",
  'When using `stateful=True` in a RNN, the batch size must be static. Found dynamic batch size: sequence.shape={0}. Give it with Input(batch_shape=…).':
    'RNN 使用 `stateful=True` 时，批次大小必须确定，但 sequence.shape={0}。请用 Input(batch_shape=…) 给出。',
  'ConvLSTM layers only support static input shapes for the spatial and channel dimensions. Received invalid input shape: input_shape={0}':
    'ConvLSTM 层的空间轴和通道轴必须确定，但得到的是 input_shape={0}',
  'Each dimension in `target_shape` must be a non-negative integer, or `-1` for a single unknown dimension. Received: target_shape={0}.':
    '`target_shape` 的每个大小必须是非负整数，或用 `-1` 表示一个未知的大小，但得到的是 target_shape={0}。',
  'Invalid permutation argument `dims` for Permute Layer. The set of indices in `dims` must be consecutive and start from 1 (the batch axis is not counted). Received dims={0}.':
    'Permute 层的参数 `dims` 无效。`dims` 必须是从 1 开始的连续序号的排列（批次轴不计），但得到的是 dims={0}。',
  '`{0}` cannot be negative. Received: {1}={2}.': '`{0}` 不能为负，但得到的是 {1}={2}。',
  '`{0}` should have {1} elements, one per spatial axis. Received: {2}={3}. Write ((before, after), …) for the two ends of each axis.':
    '`{0}` 应有 {1} 个元素，每个空间轴一个，但得到的是 {2}={3}。各轴两端不同时请写 ((before, after), …)。',
  '`cropping` must be smaller than the input: {0} leaves nothing of the axis of size {1} in input_shape={2}.':
    '`cropping` 必须小于输入：{0} 让 input_shape={2} 中大小为 {1} 的轴什么也不剩。',
  '{0} expects images of rank 3, or 4 with a batch axis. Received input_shape={1}.':
    '{0} 的图像应为 3 维，带批次轴时为 4 维，但得到的是 input_shape={1}。',
  '{0} wraps a Layer. Received: layer={1}': '{0} 要包装一个 Layer，但得到的是 layer={1}',
  'TimeDistributed applies its layer to every step of axis 1 and needs at least 3 axes: (batch, steps, …). Received: {0}':
    'TimeDistributed 把它的层用于轴 1 的每一步，输入至少应为 3 维：(batch, steps, …)，但得到的是 {0}',
  'Invalid merge mode. Received: {0}. Merge mode should be one of {"sum", "mul", "ave", "concat", None}':
    '合并方式无效：{0}。合并方式应为 {"sum", "mul", "ave", "concat", None} 之一',
  'Forward layer and backward layer should have different `go_backwards` value. Received: forward_layer.go_backwards True. Give the layer without it.':
    '正向层与反向层的 `go_backwards` 必须不同，但 forward_layer.go_backwards 为 True。请给出不带它的层。',
  '`inputs` not connected to `outputs`: the output needs the Input of shape {0}, which is not among the inputs of the model. Add it to `inputs`.':
    '`inputs` 与 `outputs` 不连通：输出需要形状为 {0} 的 Input，而模型的输入中没有它。请把它加入 `inputs`。',
  'Layer "{0}" expects {1} input(s), but it received {2} input tensors.':
    '层 "{0}" 需要 {1} 个输入，但得到了 {2} 个输入张量。',
  'Input 0 of layer "{0}" is incompatible with the layer: expected shape={1}, found shape={2}':
    '层 "{0}" 的输入 0 与该层不符：应为 shape={1}，实际为 shape={2}',
  'All `inputs` values must be KerasTensors, made by keras.Input() or a layer called on one. Received: inputs={0}':
    '`inputs` 必须都是 KerasTensor，由 keras.Input() 或对它调用的层产生，但得到的是 inputs={0}',
  'No such layer: {0}. Existing layers are: {1}.': '没有名为 {0} 的层。已有的层：{1}。',
  'Sequential takes an Input only in front of all other layers.': 'Sequential 中的 Input 只能在所有其他层之前。',
  'Only instances of `keras.Layer` can be added to a Sequential model. Received: {0} (of type {1})':
    'Sequential 模型只能加入 `keras.Layer` 的实例，但得到的是 {0}（类型为 {1}）',
  'a loss': '损失',
  '{0}: axis {1} of {2} is None, which is not known to be 1. Use ops.reshape, or give the size.':
    '{0}：{2} 的轴 {1} 为 None，不能确定是 1。请用 ops.reshape，或给出大小。',
  '{0}: axis must be -1 or between 0 and {1} for an input of {2} axes, not {3}.':
    '{0}：{2} 维输入的 axis 必须是 -1 或在 0 与 {1} 之间，而不是 {3}。',
  '{0} needs indices with as many axes as x, but x is {1} and indices {2}.':
    '{0} 的 indices 必须与 x 维数相同，但 x 为 {1}，indices 为 {2}。',
  '{0} needs one size per axis of {1}, but shape={2}.': '{0} 需要 {1} 的每个轴各一个大小，但 shape={2}。',
  '{0}: k={1} is more than the last axis of {2} holds.': '{0}：k={1} 大于 {2} 的最后一个轴。',
  '{0} axes': '{0}',
  '{0} axes, or {1} with a batch': '{0}（带批次时为 {1}）',
  '{0} takes images of {1}, but got {2}.': '{0} 的图像维数应为 {1}，但得到的是 {2}。',
  '{0} takes images of {1} channels, but {2} has {3}.': '{0} 的图像应有 {1} 个通道，但 {2} 有 {3} 个。',
  '{0}: coordinates need one row per axis of {1}, but are {2}.':
    '{0}：coordinates 对 {1} 的每个轴各需要一行，但它是 {2}。',
  '{0}: indices_or_sections must be an integer, not {1}. Cut at positions with ops.split.':
    '{0}：indices_or_sections 必须是整数，而不是 {1}。按位置切分请用 ops.split。',
  '{0} needs {1} axes at least, but got {2}.': '{0} 的输入至少应为 {1} 维，但得到的是 {2}。',
  '{0} takes matrices in the last two axes, but got {1}.': '{0} 的最后两个轴应为矩阵，但得到的是 {1}。',
  '{0} takes square matrices, but got {1}.': '{0} 需要方阵，但得到的是 {1}。',
  '{0}: a of {1} and b of {2} have different numbers of rows.': '{0}：a 为 {1}，b 为 {2}，行数不同。',
  '{0} takes a vector or a matrix, but got {1}.': '{0} 的输入应为向量或矩阵，但得到的是 {1}。',
  '{0} takes vectors of 2 or 3 numbers, but an axis has {1}.': '{0} 的向量应有 2 个或 3 个数，但有一个轴为 {1}。',
  '{0} compares points of one dimension, but got {1} and {2}.': '{0} 比较的点必须维数相同，但得到的是 {1} 和 {2}。',
  '{0} needs an input of 3 to 5 axes, but got {1}.': '{0} 的输入应为 3 到 5 维，但得到的是 {1}。',
  '{0} halves axis {1}, which must be even, but {2} has {3} there.':
    '{0} 把轴 {1} 分成两半，它必须是偶数，但 {2} 的该轴为 {3}。',
  '{0}: target {1} does not fit output {2}.': '{0}：target {1} 与 output {2} 不符。',
  '{0}: {1} must be of shape {2}, one number per channel, but is {3}.':
    '{0}：{1} 的形状应为 {2}，每个通道一个数，但它是 {3}。',
  '{0} takes (batch, positions, heads, size), but got {1}.':
    '{0} 的输入应为 (batch, positions, heads, size)，但得到的是 {1}。',
  '{0} takes (N, C, H, W), but got {1}.': '{0} 的输入应为 (N, C, H, W)，但得到的是 {1}。',
  '{0} takes (N, C · {1}, windows), but got {2}.': '{0} 的输入应为 (N, C · {1}, windows)，但得到的是 {2}。',
  '{0}: the real part is {1} and the imaginary part {2}; they must be equal.':
    '{0}：实部为 {1}，虚部为 {2}；两者的形状必须相同。',
  '{0} goes along {1} axes, but got {2}.': '{0} 沿 {1} 个轴进行，但得到的是 {2}。',
  "EinsumDense: the equation '{0}' names {1} axes of the input, but it is {2}.":
    "EinsumDense：公式 '{0}' 为输入写了 {1} 个轴，但输入为 {2}。",
  "EinsumDense: axis '{0}' is {1} in the input and {2} in output_shape. What both share must be equal, or None.":
    "EinsumDense：轴 '{0}' 在输入中为 {1}，在 output_shape 中为 {2}。两者共有的轴必须相同，或为 None。",
  "EinsumDense: bias_axes names '{0}', which is no axis of the output '{1}'.":
    "EinsumDense：bias_axes 中的 '{0}' 不是输出 '{1}' 的轴。",
  '{0}: {1}={2} must be between {3} and {4}.': '{0}：{1}={2} 必须在 {3} 与 {4} 之间。',
  'Normalization keeps axis {0}, whose size is None in {1}. Give the input a size there, or choose another axis.':
    'Normalization 保留轴 {0}，而它在 {1} 中的大小为 None。请给输入的这个轴一个大小，或选择另一个轴。',
  '{0} needs {1}: {2}.': '{0} 需要 {1}：{2}。',
  '{0} needs {1}, which has no default.': '{0} 需要 {1}，它没有默认值。',
  'how many filters there are is a choice of yours: it does not follow from the image, kernel_size and strides, which give the height and width of the output':
    '卷积核的数量由您选择：它不能从图像、kernel_size 和 strides 推出，那些只决定输出的高和宽',
  'how many units there are is a choice of yours: it does not follow from the input':
    '单元的数量由您选择：它不能从输入推出',
  'GroupQueryAttention: num_query_heads={0} must be a multiple of num_key_value_heads={1}: each of these serves as many queries.':
    'GroupQueryAttention：num_query_heads={0} 必须是 num_key_value_heads={1} 的倍数：每个键值头服务同样多的查询头。',
  'Bidirectional: layer and backward_layer read in the same direction, both with go_backwards={0}. Give backward_layer go_backwards=True, and layer none.':
    'Bidirectional：layer 和 backward_layer 的方向相同，go_backwards 都是 {0}。请只为 backward_layer 设置 go_backwards=True。',
  'Bidirectional: layer and backward_layer must have the same {0}.':
    'Bidirectional：layer 和 backward_layer 的 {0} 必须相同。',
  'num_bins={0} must be at least 1.': 'num_bins={0} 必须至少为 1。',
  "output_mode='{0}' is not known to {1}: it takes {2}.": "{1} 不认识 output_mode='{0}'：可用的有 {2}。",
  'Discretization takes bin_boundaries or num_bins, not both: the boundaries say how many bins there are.':
    'Discretization 只能给出 bin_boundaries 或 num_bins 之一：边界已经决定了箱的个数。',
  'LeakyReLU: negative_slope={0} must not be negative.': 'LeakyReLU：negative_slope={0} 不能为负。',
  'Keras 3 has no .{0} of a Sequential that was not itself called on a symbolic tensor, and raises AttributeError; Keras 2 has. Use .{1}s[0], which both have.':
    '在 Keras 3 中，没有被符号张量调用过的 Sequential 没有 .{0}，会抛出 AttributeError；Keras 2 有。请用两者都有的 .{1}s[0]。',
  '{0}: the initial state {1} must have the {2} units of the layer, but has {3}. Use units={4}, or another state.':
    '{0}：初始状态 {1} 的大小必须等于该层的 {2} 个单元，但它有 {3} 个。请使用 units={4}，或另一个状态。',
  '{0} takes a vector, but got {1}.': '{0} 需要一个向量，但得到的是 {1}。',
  '{0}: repeats has {1} numbers, but axis {2} of {3} has {4} elements. Give one number, or one for each.':
    '{0}：repeats 有 {1} 个数，但 {3} 的轴 {2} 有 {4} 个元素。请给一个数，或为每个元素各给一个。',
  '{0} makes a weight of shape {1}, and a weight needs a number on every axis. Give the input a size there.':
    '{0} 要建立形状为 {1} 的权重，而权重的每个轴都必须有确定的大小。请为输入的该轴给出大小。',
  'ReLU: {0}={1} must not be negative.': 'ReLU：{0}={1} 不能为负。',
  'SpectralNormalization divides a kernel or embeddings, and {0} has neither.':
    'SpectralNormalization 要除的是 kernel 或 embeddings，而 {0} 两者都没有。',
  '{0} has no layers. Keras 3 refuses to call it (call model.add(layer) first), Keras 2 gives back what comes in.':
    '{0} 没有任何层。Keras 3 拒绝调用它（请先 model.add(layer)），Keras 2 原样返回输入。',
  '{0} without an axis takes from all elements in a row: indices must have one axis, but is {1}. Say along which axis.':
    '{0} 不给 axis 时从展平后的所有元素中取：indices 必须只有一个轴，但它是 {1}。请指明沿哪个轴。',
  '{0} takes a sequence of one axis, but got {1}.': '{0} 需要只有一个轴的序列，但得到的是 {1}。',
  '{0}: axis1 and axis2 are both axis {1}; a matrix needs two different axes.':
    '{0}：axis1 和 axis2 都是轴 {1}；矩阵需要两个不同的轴。',
  "Invalid value for argument score_mode. Expected one of {'dot', 'concat'}. Received: score_mode={0}":
    "参数 score_mode 的值无效，应为 'dot' 或 'concat'。收到：score_mode={0}",
  '{0} takes (batch, steps, features), but got {1}.': '{0} 接受 （批次、步、特征），但得到 {1}。',
  'All dimensions of `value` and `key`, except the last one, must be equal. Received: value_shape={0} and key_shape={1}':
    '`value` 与 `key` 除最后一轴外各轴必须相等。收到：value_shape={0}，key_shape={1}',
  '{0}: the last axis of the query and of the value must be alike, but they have {1} and {2}.':
    '{0}：query 与 value 的最后一轴必须相同，但分别是 {1} 和 {2}。',
  "EinsumDense: bias_axes names '{0}', of which output_shape says None: a bias must have a size.":
    "EinsumDense：bias_axes 指定了 '{0}'，而 output_shape 中它为 None：偏置必须有确定的大小。",
  "{0}: {1}='{2}' must be one of {3}.": "{0}：{1}='{2}' 必须是下列之一：{3}。",
  'When setting values directly, both `mean` and `variance` must be set.':
    '直接给出数值时，`mean` 与 `variance` 必须同时给出。',
  'Normalization: mean of shape {0} and variance of shape {1} must be alike, with at most {2} axes, as many as are kept.':
    'Normalization：形状为 {0} 的 mean 与形状为 {1} 的 variance 必须一致，且最多有 {2} 个轴，即保留的轴数。',
  'Normalization: mean has {0} entries for an axis of {1} in {2}.':
    'Normalization：mean 有 {0} 项，而 {2} 中该轴大小为 {1}。',
  'ops.split: the part from {0} to {1} of axis {2} of {3} has a negative size.':
    'ops.split：{3} 的第 {2} 轴从 {0} 到 {1} 的部分大小为负。',
  '{0}: nothing is left of the input, the output would be {1}.': '{0}：输入没有剩下任何内容，输出将是 {1}。',
  'ops.{0}: segment_ids says the segment of each row, but has {1} entries for {2} rows.':
    'ops.{0}：segment_ids 指明每一行所属的段，但对 {2} 行却有 {1} 项。',
  'The metric {0} compares an output of shape {1} with labels of shape {2}, but the labels have shape {3}.':
    '指标 {0} 将形状为 {1} 的输出与形状为 {2} 的标签比较，但标签的形状是 {3}。',
  'The model has no output {0} for a loss: its outputs are {1}.': '模型没有名为 {0} 的输出可用于损失：它的输出是 {1}。',
  '{0} needs one value per key, but there are {1} keys, {2}, and {3} values, {4}.':
    '{0} 的每个键需要一个值，但有 {1} 个键（{2}）和 {3} 个值（{4}）。',
  "EinsumDense: output_shape={0} must have one entry for each of the axes '{1}' of the output, or None.":
    "EinsumDense：output_shape={0} 必须为输出的每个轴 '{1}' 给出一项，或 None。",
  "EinsumDense: the kernel has axis '{0}', of which output_shape says None: a kernel must have sizes.":
    "EinsumDense：核有轴 '{0}'，而 output_shape 对它给出的是 None：核必须有确定的大小。",
  '{0}: {1}={2} is less than the {3} that there are already.': '{0}：{1}={2} 小于已有的 {3}。',
  '{0}: {1}={2} is more than the {3} that there are.': '{0}：{1}={2} 大于现有的 {3}。',
  '{0} takes one row per variable, but got {1}.': '{0} 需要每个变量一行，但得到 {1}。',
  '{0} takes real and imaginary parts in a last axis of 2, but got {1}.':
    '{0} 需要最后一个轴大小为 2，存放实部和虚部，但得到 {1}。',
};
