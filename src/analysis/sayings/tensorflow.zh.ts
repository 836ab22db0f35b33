/** What the rules of TensorFlow say, in Chinese. */
export const TENSORFLOW_SAYINGS_ZH: Readonly<Record<string, string>> = {
  "Cannot feed value of shape {0} for Tensor '{1}', which has shape '{2}'. Reshape what is fed, or make the placeholder's size None.":
    "不能把形状为 {0} 的值喂给形状为 '{2}' 的张量 '{1}'。请改变所喂值的形状，或把占位符的该大小设为 None。",
  "You must feed a value for placeholder tensor '{0}' with dtype {1} and shape {2}: add it to feed_dict.":
    "必须为占位符张量 '{0}'（dtype 为 {1}，形状为 {2}）喂入一个值：请把它加入 feed_dict。",
  'The mean is taken of {0} = {1}: every prediction is compared with every label, not with its own. Give both the same shape: tf.expand_dims(…, 1) makes the vector a column, tf.squeeze(…, 1) the column a vector.':
    '这里对 {0} = {1} 取平均：每个预测都与所有标签相比，而不是各自的标签。请使两者形状相同：tf.expand_dims(…, 1) 把向量变为列，tf.squeeze(…, 1) 把列变为向量。',
  '{0} along axis {1} of {2} is always 0: that axis has one element. For two classes and one output compare with a threshold instead: tf.greater(x, 0.5).':
    '{0} 沿 {2} 的轴 {1} 的结果总是 0：该轴只有一个元素。两个类别、一个输出时，请改为与阈值比较：tf.greater(x, 0.5)。',
  '{0} of {1} reads {2} numbers for a row, but an example has {3}: only batches of a multiple of {4} fit, and rows mix examples. Use {5} instead of {6}, or check the sizes before.':
    '{1} 的 {0} 每行取 {2} 个数，但一个样本有 {3} 个：只有批次为 {4} 的倍数时才可行，而且行中会混合不同的样本。请用 {5} 代替 {6}，或检查前面的大小。',
  "{0} with data_format='{1}' runs on GPUs, and on x86 CPUs since TensorFlow 2.9, where oneDNN is on; other CPUs and earlier versions refuse channels first. To run everywhere, transpose to channels last before and back behind.":
    "data_format='{1}' 的 {0} 可以在 GPU 上运行，TensorFlow 2.9 起也可以在启用 oneDNN 的 x86 CPU 上运行；其他 CPU 和更早的版本不支持通道在前。要在各处运行，请在之前转置为通道在后，之后再转回。",
  "{0} has stride {1} along H and {2} along W. TensorFlow's own kernels refuse that at run time, on GPUs and on CPUs before 2.9; with oneDNN, the default on x86 CPUs since then, it runs (2.21 on a CPU does). Use one stride for both axes, or a grouped convolution.":
    '{0} 在 H 上的步长为 {1}，在 W 上为 {2}。TensorFlow 自己的内核在运行时不支持这样做，包括 GPU 和 2.9 之前的 CPU；使用 oneDNN（此后 x86 CPU 的默认设置）则可以运行（2.21 在 CPU 上可以）。请在两个轴上使用相同的步长，或使用分组卷积。',
  '{0}: {1}.': '{0}：{1}。',
  '{0} has strides and dilation_rate above 1: Keras 2.7 to 2.15 refuse both together, and earlier ones take the stride after the rows are dealt out by dilation, which gives other sizes. Keras 3 computes the strided dilated convolution.':
    '{0} 的 strides 和 dilation_rate 都大于 1：Keras 2.7 到 2.15 不允许同时使用，更早的版本先按空洞率分开各行再取步长，得到不同的大小。Keras 3 计算带步长的空洞卷积。',
  'A tensor of a graph can not be iterated or unpacked: it has no rows before the graph runs. Use tf.unstack(x) where the number of rows is known, else tf.map_fn.':
    '图中的张量不能迭代或解包：图运行之前它没有行。行数已知时请用 tf.unstack(x)，否则用 tf.map_fn。',
  'A tensor of a graph can not be searched with "in": it has no numbers before the graph runs. Use tf.reduce_any(tf.equal(x, value)).':
    '不能用 "in" 在图中的张量里查找：图运行之前它没有数值。请用 tf.reduce_any(tf.equal(x, value))。',
  'A tensor of a graph has no len(). Use x.shape[0], or tf.shape(x)[0] where that is None.':
    '图中的张量没有 len()。请用 x.shape[0]；若它为 None，则用 tf.shape(x)[0]。',
  'A tensor of a graph is neither true nor false: it has no numbers before the graph runs. Use tf.cond or tf.where, or "is not None" to ask whether there is a tensor.':
    '图中的张量既不为真也不为假：图运行之前它没有数值。请用 tf.cond 或 tf.where；要判断是否有张量，请用 "is not None"。',
  'A tensor of a graph is no Python number before the graph runs. Use tf.cast, or the number that a session gives.':
    '图运行之前，图中的张量不是 Python 数。请用 tf.cast，或使用会话给出的数。',
  'Resize method is not implemented: {0}. Use one of {1}.': '没有这种缩放方法：{0}。请用 {1} 之一。',
  '{0} takes an image of 3 axes or a batch of 4, but got {1}.':
    '{0} 的输入应为 3 维的图像或 4 维的图像批次，但得到的是 {1}。',
  'grey images, of 1 channel': '有 1 个通道的灰度图像',
  'colour images, of {0} channels': '有 {0} 个通道的彩色图像',
  '{0} takes {1} in the last axis, but {2} has {3} there.': '{0} 的输入应为{1}（最后一个轴），但 {2} 的该轴为 {3}。',
  'tf.image.random_crop: the size {0} must fit into the image {1}, axis by axis.':
    'tf.image.random_crop：大小 {0} 的每个轴都不能超过图像 {1}。',
  '{0}: boxes must be of shape (boxes, 4), one (y1, x1, y2, x2) each, but are {1}.':
    '{0}：boxes 的形状应为 (boxes, 4)，每个为 (y1, x1, y2, x2)，但它是 {1}。',
  '{0} axes at least': '{0} 或更多',
  '{0} or {1} axes': '{0} 或 {1}',
  '{0} takes images of {1}, but got {2}, which has {3}.': '{0} 的图像维数应为 {1}，但 {2} 是 {3} 维。',
  '{0} compares images of one size, but got (H, W, C) = {1} and {2}. Resize one of them.':
    '{0} 比较的图像必须大小相同，但 (H, W, C) 分别为 {1} 和 {2}。请缩放其中之一。',
  '{0}: the window filter_size={1} must fit into the image, which has (H, W) = {2}{3}. Give a smaller filter_size or a larger image.':
    '{0}：窗口 filter_size={1} 必须放得进图像，但图像的 (H, W) = {2}{3}。请用更小的 filter_size 或更大的图像。',
  ' after {0} halvings': '（减半 {0} 次后）',
  '{0} mirrors one pixel at each side, so height and width must be 2 at least, but got {1}.':
    '{0} 在每一侧镜像一个像素，因此高度和宽度至少为 2，但得到的是 {1}。',
  "data_format='{0}' is not known to {1}: it takes '{2}' or '{3}'.":
    "{1} 没有 data_format='{0}'：可用 '{2}' 或 '{3}'。",
  '{0}={1} must be positive on every axis.': '{0}={1} 在每个轴上都必须为正。',
  '{0}: {1}={2} needs one entry per axis of the input, {3} in all, batch and channels among them: write {4}.':
    '{0}：{1}={2} 需要输入的每个轴各一项，包括批次和通道，共 {3} 项：请写成 {4}。',
  "{0}: padding must be 'SAME', 'VALID' or a list of pairs, not {1}.":
    "{0}：padding 必须是 'SAME'、'VALID' 或数对的列表，而不是 {1}。",
  "{0}: padding must be 'SAME' or 'VALID'; pad with tf.pad for explicit amounts.":
    "{0}：padding 必须是 'SAME' 或 'VALID'；要用明确的数量填充，请用 tf.pad。",
  'Each element of padding must be a pair [before, after]. Received: {0}.':
    'padding 的每个元素必须是数对 [before, after]，但得到的是 {0}。',
  '{0}: explicit padding must not be negative. Received: {1}.': '{0}：显式填充不能为负，但得到的是 {1}。',
  '{0}: weights of shape {1} can not be broadcast to losses of shape {2}: weights are one number, or have the same rank with 1 where all share one.':
    '{0}：形状为 {1} 的 weights 不能广播到形状为 {2} 的损失：weights 应为一个数，或与损失同秩，共用处为 1。',
  'tf.unstack: axis {0} of {1} has {2} entries, not num={3}. Leave num out to take all of them.':
    'tf.unstack：{1} 的第 {0} 轴有 {2} 项，而不是 num={3}。省略 num 即可取出全部。',
  '{0}: box_indices says the image of each box, but has {1} entries for {2} boxes.':
    '{0}：box_indices 给出每个框所属的图像，但有 {1} 项，而框有 {2} 个。',
  '{0}: the last of strides={1} is for the channels, and is ignored: windows do not reach over them. {2}':
    '{0}：strides={1} 的最后一个值属于通道轴，会被忽略：窗口不跨越通道。{2}',
  'For NHWC write [{0}].': 'NHWC 请写 [{0}]。',
  'Write 1 there.': '请在那里写 1。',
  "{0} with channels first (NCHW) runs only on GPUs; on a CPU TensorFlow has no kernel for it. Use data_format='NHWC' and transpose before.":
    "通道在前（NCHW）的 {0} 只能在 GPU 上运行；TensorFlow 没有相应的 CPU 内核。请用 data_format='NHWC'，并在之前转置。",
  '{0}: the filter must have 3 to 5 axes, but has {1}.': '{0}：卷积核应有 3 到 5 个轴，但它有 {1} 个。',
  '{0}: output_shape has {1} entries, but needs {2}: batch, size and channels.':
    '{0}：output_shape 有 {1} 项，但需要 {2} 项：批次、大小和通道。',
  '{0}: output_shape asks for {1} channels, but the filter (height, width, out, in) makes {2}.':
    '{0}：output_shape 要求 {1} 个通道，但卷积核 (height, width, out, in) 产生 {2} 个。',
  '{0}: the filter has axes (height, width, depth), but {1} were given.':
    '{0}：卷积核的轴为 (height, width, depth)，但给出了 {1} 个。',
  '{0}: the input has {1} channels, but the filter {2}: both must be equal.':
    '{0}：输入有 {1} 个通道，但卷积核有 {2} 个：两者必须相等。',
  'tf.nn.bias_add: the bias {0} must have one number per channel, ({1},) for an input of {2}.':
    'tf.nn.bias_add：对于输入 {2}，偏置 {0} 必须每个通道一个数，即 ({1},)。',
  'tf.nn.pool needs an input of 3 to 5 axes, but got {0}.': 'tf.nn.pool 的输入应为 3 到 5 维，但得到的是 {0}。',
  "tf.nn.pool: padding 'SAME' is not implemented for dilations={0} above 1. Use 'VALID'.":
    "tf.nn.pool：dilations={0} 大于 1 时不支持填充 'SAME'。请用 'VALID'。",
  'tf.nn.pool: strides={0} above window_shape={1} are not supported: CPU and GPU would differ.':
    'tf.nn.pool：不支持大于 window_shape={1} 的 strides={0}：CPU 与 GPU 的结果会不同。',
  'Eager execution of tf.constant with unsupported shape. Tensor {0} (converted from value) cannot be broadcast to {1}.':
    'tf.constant 的形状不合适：由值转换而来的张量 {0} 无法广播到 {1}。',
  'tf.split: the number of parts must be positive, not {0}.': 'tf.split：份数必须为正，而不是 {0}。',
  'Cannot infer argument `num` from shape {0}: give num.': '由形状 {0} 无法推出参数 `num`：请给出 num。',
  '{0} takes matrices in the last two axes, but got {1}. Give it two axes at least.':
    '{0} 的最后两个轴应为矩阵，但得到的是 {1}。请至少给出两个轴。',
  '{0} takes square matrices, but those of {1} have {2} rows and {3} columns.':
    '{0} 需要方阵，但 {1} 的矩阵有 {2} 行、{3} 列。',
  '{0} takes vectors in the last axis of b, but b is a scalar.': '{0} 的 b 的最后一个轴应为向量，但 b 是标量。',
  '{0} takes vectors in the last axis, but got a scalar.': '{0} 的最后一个轴应为向量，但得到的是标量。',
  '{0} along axis {1} of a scalar: a tensor without axes has none to go along. Leave the axis out, or give a tensor of one axis at least.':
    '对标量沿轴 {1} 做 {0}：没有轴的张量无轴可沿。请省去轴，或给出至少有一个轴的张量。',
  '{0} ranks along the last axis, but the input is a scalar. Give it an axis.':
    '{0} 沿最后一个轴排序，但输入是标量。请给它一个轴。',
  '{0}: k={1} must lie between 0 and {2}, the size of the last axis of the input.':
    '{0}：k={1} 必须在 0 与 {2} 之间，后者是输入最后一个轴的大小。',
  '{0} inserts one axis: axis must be one integer.': '{0} 只插入一个轴：axis 必须是一个整数。',
  '{0}: axis must be None, an integer (norms of vectors) or a pair of integers (norms of matrices), not {1}.':
    '{0}：axis 必须是 None、一个整数（向量的范数）或一对整数（矩阵的范数），而不是 {1}。',
  '{0}: weights of {1} fit inputs of the width of their last axis, but the inputs are {2}.':
    '{0}：权重 {1} 适合的输入，其宽度应为权重最后一个轴的大小，但输入为 {2}。',
  '{0} takes a vector, but got {1}. Flatten it first: tf.reshape(x, [-1]).':
    '{0} 需要一维向量，但得到的是 {1}。请先展平：tf.reshape(x, [-1])。',
  '{0}: {1} holds a multiple of {2} elements, but {3} holds {4}.':
    '{0}：{1} 的元素个数是 {2} 的倍数，但 {3} 有 {4} 个元素。',
  'tf.pad: each entry of paddings is a pair [before, after]; {0} of them are needed. Received: {1}.':
    'tf.pad：paddings 的每一项是数对 [before, after]，共需要 {0} 项，但得到的是 {1}。',
  '{0}: the padded size {1} must be a multiple of the block {2}.': '{0}：填充后的大小 {1} 必须是块大小 {2} 的倍数。',
  '{0}: the batch {1} must be a multiple of {2}, the elements of a block.':
    '{0}：批次 {1} 必须是一个块的元素个数 {2} 的倍数。',
  '{0}: {1}={2} must be positive.': '{0}：{1}={2} 必须为正。',
  '{0}: all shapes must be fully defined, but one is {1}. Say what size the examples have before they are queued: tensor.set_shape([…]), tf.reshape or tf.image.resize_images.':
    '{0}：所有的形状都必须完全确定，但有一个为 {1}。请在样本入队之前确定其大小：tensor.set_shape([…])、tf.reshape 或 tf.image.resize_images。',
  '{0} made its kernel for {1} rows at its first call, and this input with its state has {2}. TensorFlow 1.1 and later refuse this (earlier ones made new weights): give every layer a cell of its own, [make_cell() for _ in range(n)] instead of [cell] * n.':
    '{0} 在首次调用时按 {1} 行创建了权重矩阵（kernel），而这次的输入连同状态有 {2} 行。TensorFlow 1.1 起不允许这样做（更早的版本会创建新的权重）：请给每一层一个自己的单元，用 [make_cell() for _ in range(n)] 代替 [cell] * n。',
  'Must specify at least one cell for MultiRNNCell.': 'MultiRNNCell 至少需要一个单元。',
  'The state of {0} has {1} features, but the one given has {2}. Make it with the zero_state of the same cell.':
    '{0} 的状态有 {1} 个特征，但给出的有 {2} 个。请用同一个单元的 zero_state 创建它。',
  '{0}: if there is no {1}, you must give a dtype.': '{0}：没有 {1} 时必须给出 dtype。',
  '{0}: inputs must be a sequence, one tensor per step. Take tf.unstack(inputs, axis=1), or use tf.nn.dynamic_rnn.':
    '{0}：inputs 必须是序列，每步一个张量。请用 tf.unstack(inputs, axis=1)，或改用 tf.nn.dynamic_rnn。',
  '{0}: to fit into {1} × {2}, an image of {3} × {4} becomes less than one pixel on one side.':
    '{0}：要放进 {1} × {2}，{3} × {4} 的图像有一边会缩小到不足一个像素。',
  '{0} needs one offset per image: there are {1} images and {2} offsets.':
    '{0} 需要每幅图像一个偏移：现有 {1} 幅图像和 {2} 个偏移。',
  'A tensor enters the loop with shape {0}, but has shape {1} after one iteration. Say with shape_invariants which sizes change.':
    '张量进入循环时的形状是 {0}，一次迭代后却是 {1}。请用 shape_invariants 说明哪些尺寸会变。',
  'Variable {0} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?':
    '变量 {0} 已存在，不能重复创建。是否要在 VarScope 中设置 reuse=True 或 reuse=tf.AUTO_REUSE？',
  'Trying to share variable {0}, but specified shape {1} and found shape {2}.':
    '要共享变量 {0}，但指定的形状为 {1}，已有的形状为 {2}。',
  'Variable {0} does not exist, or was not created with tf.get_variable().':
    '变量 {0} 不存在，或不是由 tf.get_variable() 创建的。',
  '{0} goes along the last axis, but the input {1} has {2}.': '{0} 沿最后一个轴进行，但输入 {1} 有 {2} 个轴。',
  '{0} goes along the last {1} axes, but the input {2} has {3}.': '{0} 沿最后 {1} 个轴进行，但输入 {2} 只有 {3} 个轴。',
  '{0}: fft_length={1} must be a list of {2}, one length for each axis that is transformed.':
    '{0}：fft_length={1} 必须是 {2} 个值的列表，每个被变换的轴一个长度。',
  '{0}: predictions of shape {1} and labels of shape {2} are incompatible: nothing is broadcast here, both must have one shape. Reshape one of them.':
    '{0}：形状为 {1} 的预测与形状为 {2} 的标签不相容：这里不做广播，两者的形状必须相同。请调整其中一个的形状。',
  'Shapes {0} and {1} are incompatible: set_shape can only say what is not known yet.':
    '形状 {0} 与 {1} 不相容：set_shape 只能确定尚未知道的大小。',
  "Cannot assign value to variable '{0}': Shape mismatch. The variable shape {1}, and the assigned value shape {2} are incompatible.":
    "不能给变量 '{0}' 赋值：形状不符。变量的形状 {1} 与所赋值的形状 {2} 不相容。",
  '{0} of {1} and {2}: TensorFlow before 1.14 refuses tensors of different rank; later versions repeat the one of lower rank and give {3}. To sum over the last axis of the first and the first of the second, use tf.tensordot(a, b, axes=1).':
    '{1} 与 {2} 的 {0}：TensorFlow 1.14 之前不接受维数不同的张量；之后的版本会重复维数较低的一个，得到 {3}。要对前者的最后一个轴和后者的第一个轴求和，请用 tf.tensordot(a, b, axes=1)。',
  'The shape of the variable is computed while the graph runs: TensorFlow 1.8 and earlier do not know it when the graph is built and refuse ("initial_value must have a shape specified"). Take sizes that are known from x.get_shape() instead of tf.shape(x), or call set_shape before.':
    '变量的形状在计算图运行时才算出：TensorFlow 1.8 及更早的版本在建图时不知道它，会报错（"initial_value must have a shape specified"）。请用 x.get_shape() 中已知的大小代替 tf.shape(x)，或事先调用 set_shape。',
  '{0} takes an axis of time before {1} of features, but got {2}.':
    '{0} 的输入应先有时间轴、再有 {1} 个特征轴，但得到的是 {2}。',
  '{0} transforms two axes, but got {1}.': '{0} 对两个轴做变换，但得到的是 {1}。',
  '{0} takes stacks of matrices, but {1} is {2}.': '{0} 的输入应为一叠矩阵，但 {1} 为 {2}。',
  '{0} takes one integer for `size`. Received: {1}': '{0} 的 `size` 应为一个整数。得到的是：{1}',
  '{0} takes a batch of images, (batch, height, width, channels), but got {1}.':
    '{0} 的输入应为一批图像 (batch, height, width, channels)，但得到的是 {1}。',
  '{0} takes boxes of (batch, boxes, 4), one list for each of the images of {1}, but got {2}.':
    '{0} 的框的形状应为 (batch, boxes, 4)，{1} 中的每幅图像各有一组，但得到的是 {2}。',
  '{0} takes one score for each of the boxes {1}, but got {2}.':
    '{0} 需要为 {1} 中的每个框各给一个分数，但得到的是 {2}。',
  '{0} takes boxes of shape (count, 4), but got {1}.': '{0} 的框的形状应为 (count, 4)，但得到的是 {1}。',
  '{0}: strides={1} and dilations={2} cannot both be larger than 1. Set one of them to 1.':
    '{0}：strides={1} 与 dilations={2} 不能同时大于 1。请把其中之一设为 1。',
  '{0}: {1} of {2} and {3} of {4} have different numbers of rows.':
    '{0}：形状为 {2} 的 {1} 与形状为 {4} 的 {3} 行数不同。',
  '{0} takes a tensor of even rank, but got {1}.': '{0} 要求维数为偶数的张量，但得到的是 {1}。',
  '{0} takes vectors of 3 in the last axis, but got {1}.': '{0} 要求最后一个轴是 3 维向量，但得到的是 {1}。',
  '{0} takes predictions of one row per example, (batch, classes), but got {1}.':
    '{0} 的预测应每个样本一行，即 (batch, classes)，但得到的是 {1}。',
  '{0}: indices of {1} into {2} take updates of {3}, but got {4}.':
    '{0}：形状为 {1} 的 indices 用于 {2} 时，updates 的形状应为 {3}，但得到的是 {4}。',
  '{0} takes logits of one row per example, (batch, classes), but got {1}.':
    '{0} 的 logits 应每个样本一行，即 (batch, classes)，但得到的是 {1}。',
  '{0}: begin and size need one entry for each of the {1} axes of the input, but have {2} and {3}.':
    '{0}：begin 和 size 须为输入的 {1} 个轴各给一个值，但分别有 {2} 个和 {3} 个。',
  '{0}: begin, end and strides must be equally long, but have {1}, {2} and {3} entries.':
    '{0}：begin、end 和 strides 的长度必须相同，但分别有 {1}、{2} 和 {3} 个值。',
  '{0}: each index has {1} numbers, but params of {2} have {3} axes.':
    '{0}：每个索引有 {1} 个数，但形状为 {2} 的 params 只有 {3} 个轴。',
  '{0}: the tensor is {1}, which is not compatible with the expected {2}.': '{0}：张量为 {1}，与期望的 {2} 不兼容。',
  '{0}: {1} cannot be broadcast to {2}: from the last axis on, sizes must be equal or 1.':
    '{0}：{1} 无法广播到 {2}：从最后一个轴起，大小必须相同或为 1。',
  '{0}: segment_ids of {1} must say one segment for every row of data, which is {2}.':
    '{0}：形状为 {1} 的 segment_ids 必须为 {2} 的 data 的每一行给出一个段。',
  '{0} from {1} to {2} takes {3} in the last axis, but got {4}.':
    '{0} 从 {1} 到 {2} 要求最后一个轴为 {3}，但得到的是 {4}。',
  'The output of {0} is empty: a window over {1} does not fit into {2} = {3}. Outside of a graph nothing comes out; in tf.function, Keras and TensorFlow 1 the same call is refused ("Negative dimension size").':
    '{0} 的输出为空：大小为 {1} 的窗口放不进 {2} = {3}。在图之外什么也不会输出；在 tf.function、Keras 和 TensorFlow 1 中，同样的调用会被拒绝（“Negative dimension size”）。',
  '{0}: offset_{1}={2} and {3} more reach beyond the {4} of {5}.': '{0}：offset_{1}={2} 再加 {3} 超出了 {5} 的 {4}。',
  'central_fraction={0} must be above 0 and at most 1.': 'central_fraction={0} 必须大于 0 且不超过 1。',
  'tf.repeat: there are {0} repeats for the {1} elements of axis {2}. Give one for each, or one for all.':
    'tf.repeat：轴 {2} 有 {1} 个元素，却给了 {0} 个重复次数。请为每个元素各给一个，或者一共只给一个。',
  '{0}: size={1} needs one entry for each of the {2} axes of {3}.': '{0}：size={1} 需要为 {3} 的 {2} 个轴各给一个值。',
  '{0}: a window over {1} channels must go on by as many: strides=(1, 1, 1, {2}).':
    '{0}：跨 {1} 个通道的窗口必须以同样的步长移动：strides=(1, 1, 1, {2})。',
  '{0}: a window over {1} channels must divide the {2} channels of the input.':
    '{0}：跨 {1} 个通道的窗口必须整除输入的 {2} 个通道。',
  'tf.nn.pool: window_shape has {0} sizes, so the input needs {1} axes, but got {2}.':
    'tf.nn.pool：window_shape 有 {0} 个大小，因此输入需要 {1} 个轴，但得到的是 {2}。',
  '{0} takes (N, H, W, C), but got {1}.': '{0} 需要 (N, H, W, C)，但得到的是 {1}。',
  '{0} takes a tensor whose halves have the same sizes, but got {1}.':
    '{0} 需要前后两半大小相同的张量，但得到的是 {1}。',
  '{0} takes truth values (bool), but got {1}. Compare first, as in x > 0.':
    '{0} 需要布尔值 (bool)，但得到的是 {1}。请先做比较，例如 x > 0。',
  '{0} takes numbers, but got bool. Make them numbers first: tf.cast(x, tf.float32).':
    '{0} 需要数值，但得到的是 bool。请先转换为数值：tf.cast(x, tf.float32)。',
  '{0}: with batch_dims={1} the first {2} axes of params {3} and of the indices {4} must be the same.':
    '{0}：batch_dims={1} 时，params {3} 与 indices {4} 的前 {2} 个轴必须相同。',
  '{0}: the mask must have at least one axis, but it is a single truth value.':
    '{0}：掩码至少要有一个轴，但它只是单个布尔值。',
  '{0}: the mask {1} must be of the shape {2} that the tensor {3} has from axis {4} on.':
    '{0}：掩码 {1} 的形状必须是张量 {3} 从轴 {4} 起的形状 {2}。',
  '{0}: axis must be -1 or between 0 and {1}, not {2}.': '{0}：axis 必须是 -1 或 0 到 {1} 之间，不能是 {2}。',
  '{0} moves along an axis, but the input is a scalar.': '{0} 沿某个轴移动，但输入是标量。',
  '{0}: shift has {1} entries and axis {2}; each axis needs its own.':
    '{0}：shift 有 {1} 个值而 axis 有 {2} 个；每个轴都需要自己的值。',
  '{0} needs seq_axis, the axis that is reversed.': '{0} 需要 seq_axis，即要反转的轴。',
  '{0}: seq_lengths has {1} entries, but axis {2} of {3} has {4} elements.':
    '{0}：seq_lengths 有 {1} 个值，但 {3} 的轴 {2} 有 {4} 个元素。',
  '{0}: crop_size must be [height, width], but has {1} entries.': '{0}：crop_size 必须是 [高，宽]，但有 {1} 项。',
  'tf.searchsorted: all axes but the last must be alike, but the sequences are {0} and the values {1}.':
    'tf.searchsorted：除最后一轴外各轴必须相同，但序列是 {0}，要查的值是 {1}。',
  'Trying to share variable {0}, but specified dtype {1} and found dtype {2}_ref.':
    '试图共享变量 {0}，但指定的 dtype 是 {1}，而已有的 dtype 是 {2}_ref。',
  'Inside a tf.function a tensor can not be unpacked or gone through by a comprehension: it has no rows before the graph runs. Use tf.unstack(x) where the number of rows is known, x.shape in place of tf.shape(x), or a for loop.':
    '在 tf.function 内部不能拆分张量，也不能用推导式遍历它：图运行之前它没有行。行数已知时请用 tf.unstack(x)，用 x.shape 代替 tf.shape(x)，或使用 for 循环。',
  '{0} takes {1}, but got {2}. Convert first: tf.image.convert_image_dtype(x, tf.uint8).':
    '{0} 需要 {1}，但得到的是 {2}。请先转换：tf.image.convert_image_dtype(x, tf.uint8)。',
  '{0} takes images of (H, W, C), but got {1}.': '{0} 需要 (H, W, C) 的图像，但得到的是 {1}。',
  '{0} takes images of {1} channels, but got {2}.': '{0} 需要 {1} 通道的图像，但得到的是 {2}。',
  '{0}: the diagonal of {1} has the shape {2}, but got {3}.': '{0}：{1} 的对角线形状是 {2}，但得到的是 {3}。',
  '{0} takes an integer tensor for branch_index, but got {1}. Write tf.constant(i).':
    '{0} 的 branch_index 需要整数张量，但得到的是 {1}。请写成 tf.constant(i)。',
  '{0} takes complex matrices, but got {1}. Convert first: tf.cast(x, tf.complex64).':
    '{0} 需要复数矩阵，但得到的是 {1}。请先转换：tf.cast(x, tf.complex64)。',
  '{0}: pooling_ratio leaves nothing of axis {1} of {2}: it must not be larger than the size.':
    '{0}：pooling_ratio 使 {2} 的轴 {1} 什么也不剩：它不能大于该轴的大小。',
  '{0} takes a tensor of at least one axis, but got a scalar.': '{0} 需要至少有一个轴的张量，但得到的是标量。',
  'Inside a tf.function a tensor has no numpy(): it has no numbers before the graph runs. Return the tensor, or wrap what needs its numbers in tf.py_function.':
    '在 tf.function 内部张量没有 numpy()：图运行之前它没有数值。请返回张量本身，或将需要其数值的部分放入 tf.py_function。',
  '{0} takes integers, but got {1}. Cast it: tf.cast(x, tf.int32).':
    '{0} 需要整数，但得到 {1}。请先转换：tf.cast(x, tf.int32)。',
  '{0} takes boxes of (batch, boxes, classes, 4), but got {1}.':
    '{0} 需要形状为 (batch, boxes, classes, 4) 的框，但得到 {1}。',
  'RaggedTensor.{0}: the rows take {1} values together, but there are {2}.':
    'RaggedTensor.{0}：各行共取 {1} 个值，但有 {2} 个。',
  '{0}: all axes but the last must be alike, but the tensors are {1} and {2}.':
    '{0}：除最后一个轴外，各轴必须相同，但张量为 {1} 和 {2}。',
  '{0}: frame_length={1} must be a multiple of 4.': '{0}：frame_length={1} 必须是 4 的倍数。',
  '{0}: true_classes must be (batch, num_true), but got {1}.':
    '{0}：true_classes 必须为 (batch, num_true)，但得到 {1}。',
  '{0}: true_classes is {1}, but num_true={2}.': '{0}：true_classes 为 {1}，但 num_true={2}。',
  '{0}: seed must be two integers, (2,), but got {1}.': '{0}：seed 必须是两个整数，即 (2,)，但得到 {1}。',
  '{0} works in graphs only. Use tf.stack.': '{0} 只能在图中使用。请用 tf.stack。',
  '{0}: k=({1}, {2}) names {3} diagonals, which stand in the last axis but one, but got {4}.':
    '{0}：k=({1}, {2}) 指 {3} 条对角线，它们位于倒数第二个轴，但得到 {4}。',
  '{0}: a matrix of {1} × {2} does not hold diagonals of {3}.': '{0}：{1} × {2} 的矩阵放不下长度为 {3} 的对角线。',
  '{0}: fn gives {1} for an initializer of {2}. What one step gives is what the next one takes.':
    '{0}：initializer 为 {2} 时 fn 给出 {1}。每一步的结果就是下一步的输入。',
  '{0} along an axis takes a tensor of at most 2 axes, but got {1}.':
    '{0} 沿一个轴时最多接受 2 个轴的张量，但得到 {1}。',
};
