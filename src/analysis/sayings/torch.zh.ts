/** What the rules of PyTorch say, in Chinese. */
export const TORCH_SAYINGS_ZH: Readonly<Record<string, string>> = {
  'from_pretrained: the embeddings are a table of rows × columns, and not {0}.':
    'from_pretrained：嵌入是一张 行 × 列 的表，而不是 {0}。',
  '{0}: {1} has {2} values ({3}), but there {4}: give one int or {5} of them.':
    '{0}：{1} 有 {2} 个值（{3}），但{4}：请给出一个整数，或 {5} 个。',
  'glu does not take tensors without axes.': 'glu 不接受没有轴的张量。',
  'glu halves axis {0}, but its size {1} is odd. Give it an even size.':
    'glu 把轴 {0} 分成两半，但其大小 {1} 为奇数。请使它为偶数。',
  '{0}: weight must be a number or a vector, but has {1} axes.':
    '{0}：weight 必须是一个数或一维向量，但它有 {1} 个轴。',
  '{0}: a tensor without axes takes one slope, not {1}.': '{0}：没有轴的张量只取一个斜率，而不是 {1} 个。',
  '{0}: num_parameters={1} does not fit the {2} channels of the input. Use num_parameters={3}, or 1 for all.':
    '{0}：num_parameters={1} 与输入的 {2} 个通道不符。请改用 num_parameters={3}，或用 1 供所有通道共用。',
  'dropout: p={0} must lie between 0 and 1. Use a probability.': 'dropout：p={0} 必须在 0 与 1 之间。请给出一个概率。',
  'one_hot is only applicable to index tensors: the input is {0}. Convert it with .long().':
    'one_hot 只适用于索引张量：输入为 {0}。请用 .long() 转换。',
  "{0}: padding='{1}' is not one of 'same' and 'valid'. Use one of them, or numbers.":
    "{0}：padding='{1}' 不是 'same' 或 'valid'。请用其中之一，或用数字。",
  '{0}: the input is {1} and the weight {2}, but both must have one dtype. Convert the input with {3}.':
    '{0}：输入为 {1}，权重为 {2}，但两者的数据类型必须相同。请用 {3} 转换输入。',
  '{0}: weight must be (out_features, in_features), but has shape {1}.':
    '{0}：weight 应为 (out_features, in_features)，但其形状为 {1}。',
  '{0}: bias holds {1} numbers, but there are {2} out_features. Use a bias of {3}.':
    '{0}：偏置有 {1} 个数，但 out_features 为 {2}。请使用 {3} 个数的偏置。',
  "{0}: the input's last size {1} must be {2}={3}.": '{0}：输入的最后一个轴为 {1}，但它必须是 {2}={3}。',
  "{0}: the inputs' leading sizes {1} and {2} must be the same.": '{0}：各输入前面的轴必须相同，但它们为 {1} 和 {2}。',
  '{0}: the input must hold indices of dtype int64 or int32, but it is {1}. Convert it with .long().':
    '{0}：输入应为 int64 或 int32 类型的索引，但它是 {1}。请用 .long() 转换。',
  '{0}: the indices must have 1 or 2 axes, but have {1}.': '{0}：索引应为 1 维或 2 维，但它有 {1} 个轴。',
  'scaled_dot_product_attention: query, key and value need at least 2 axes.':
    'scaled_dot_product_attention：query、key 和 value 至少要有 2 个轴。',
  "{0}: the target's shape {1} must be the input's, {2}. Use target.view_as(input), or unsqueeze it.":
    '{0}：目标的形状 {1} 必须与输入的形状 {2} 相同。请用 target.view_as(input)，或对它做 unsqueeze。',
  "{0}: the target's shape {1} is not the input's, {2}: both are broadcast to {3}, which is likely not what is meant.":
    '{0}：目标的形状 {1} 与输入的形状 {2} 不同：两者会广播为 {3}，这很可能不是想要的结果。',
  '{0} Use target.view_as(input).': '{0}请用 target.view_as(input)。',
  '{0} Give both the same shape.': '{0}请让两者形状相同。',
  '{0}: weight must hold one number for each of the {1} classes, but has shape {2}.':
    '{0}：weight 应为 {1} 个类别各有一个数，但其形状为 {2}。',
  '{0}: {1} should be {2} for these queries and keys, but has shape {3}.':
    '{0}：对这些 query 和 key，{1} 的形状应为 {2}，但它是 {3}。',
  ', or its own for probabilities': '（若为概率，则也可与输入同形）',
  '{0}: an input of shape {1} (batch, classes, …) needs a target of shape {2}{3}, but it has {4}.':
    '{0}：形状为 {1}（批次、类别……）的输入需要形状为 {2} 的目标{3}，但它是 {4}。',
  '{0}: {1} holds {2} numbers, but the input has {3} channels. Use num_features={4}, or give the layer {5} channels.':
    '{0}：{1} 有 {2} 个数，但输入有 {3} 个通道。请改用 num_features={4}，或给该层 {5} 个通道的输入。',
  '{0}: expected more than 1 value per channel when training, but the input has shape {1}. Use a larger batch or image, or call eval().':
    '{0}：训练时每个通道要有不止一个值，但输入的形状为 {1}。请用更大的批次或图像，或调用 eval()。',
  '{0}: the input needs a batch and a channel axis, but has shape {1}.':
    '{0}：输入需要批次轴和通道轴，但其形状为 {1}。',
  '{0}: expected more than 1 spatial element when training, but the input has shape {1}. Use a larger image, or call eval().':
    '{0}：训练时空间元素要不止一个，但输入的形状为 {1}。请用更大的图像，或调用 eval()。',
  '{0}: normalized_shape must name at least one axis.': '{0}：normalized_shape 至少要有一个轴。',
  "{0}: normalized_shape={1} must be the input's last axes, but the input has shape {2}. Use normalized_shape={3}.":
    '{0}：normalized_shape={1} 必须是输入最后的几个轴，但输入的形状为 {2}。请改用 normalized_shape={3}。',
  '{0}: weight has shape {1}, but must have normalized_shape={2}.':
    '{0}：weight 的形状为 {1}，但它必须与 normalized_shape={2} 相同。',
  '{0}: {1} holds {2} numbers, but the input has {3} channels. Use num_channels={4}.':
    '{0}：{1} 有 {2} 个数，但输入有 {3} 个通道。请改用 num_channels={4}。',
  '{0}: {1} channels cannot be cut into num_groups={2} equal groups. Use a divisor of {3}.':
    '{0}：{1} 个通道不能等分为 num_groups={2} 组。请用 {3} 的因数。',
  '{0}: expected more than 1 value per group, but the input has shape {1} in {2} groups. Use fewer groups.':
    '{0}：每组要有不止一个值，但输入的形状为 {1}，分为 {2} 组。请减少组数。',
  '{0}: expected 3 axes or more, but the input has shape {1}. Add the missing axes.':
    '{0}：输入至少应为 3 维，但其形状为 {1}。请补上缺少的轴。',
  'one int': '一个整数',
  'one int or {0} of them': '一个或 {0} 个整数',
  '{0}: kernel_size must be {1}, not a sequence of {2}.': '{0}：kernel_size 应为{1}，而不是 {2} 个值的序列。',
  '{0} gives an empty output: no window fits into the input. On a GPU, or with gradients, PyTorch refuses it.':
    '{0} 的输出为空：输入中放不下一个窗口。在 GPU 上或需要梯度时，PyTorch 会报错。',
  '{0}: the input has {1} axes, but must have more than output_size has values ({2}).':
    '{0}：输入有 {1} 个轴，但必须比 output_size 的值的个数（{2}）多。',
  '{0}: output_size has {1} values, but there {2}: give one int or {3} of them.':
    '{0}：output_size 有 {1} 个值，但{2}：请给出一个整数，或 {3} 个。',
  '{0} takes {1} or {2} axes, but the input has {3}.': '{0} 的输入应为 {1} 维或 {2} 维，但它是 {3} 维。',
  '{0}: output {1} with a window of {2} needs an input of at least {3}, but it has {4}. Use a smaller output_size or kernel_size.':
    '{0}：输出 {1}、窗口 {2} 需要至少为 {3} 的输入，但它是 {4}。请用更小的 output_size 或 kernel_size。',
  '{0}: output_ratio needs one number, or one per spatial axis ({1}).':
    '{0}：output_ratio 需要一个数，或每个空间轴一个（{1} 个）。',
  '{0}: output_size {1} does not fit: it must lie between {2} and {3}.':
    '{0}：output_size {1} 不合适：它必须在 {2} 与 {3} 之间。',
  '{0}: {1} has 1 value in a list, but there are 2 spatial axes: give one int or 2 of them.':
    '{0}：{1} 的列表中只有 1 个值，但有 2 个空间轴：请给出一个整数，或 2 个。',
  'grid_sample: input has {0} axes and grid {1}: they must have as many.':
    'grid_sample：输入有 {0} 个轴，grid 有 {1} 个：两者必须相同。',
  'grid_sample: the last axis of the grid holds {0} numbers, but a place in the input has {1}. Give a grid of (N, …, {2}).':
    'grid_sample：grid 的最后一个轴有 {0} 个数，但输入中的位置有 {1} 个坐标。请给出 (N, …, {2}) 的 grid。',
  'grid_sample: there are {0} inputs and {1} grids. Give one for each.':
    'grid_sample：有 {0} 个输入和 {1} 个 grid。请为每个输入给出一个。',
  'affine_grid: there are {0} maps in theta, but the size says a batch of {1}. Give one for each.':
    'affine_grid：theta 中有 {0} 个映射，而 size 的批大小为 {1}。请一一对应。',
  "{0}: per_sample_weights is only supported for mode='sum', not mode='{1}'.":
    "{0}：per_sample_weights 只支持 mode='sum'，不支持 mode='{1}'。",
  '{0}: per_sample_weights must have the shape of the indices, {1}, but has {2}.':
    '{0}：per_sample_weights 的形状必须与索引相同，即 {1}，实际为 {2}。',
  'stft requires the return_complex parameter be given for real inputs. Use return_complex=True.':
    'stft 对实数输入要求给出 return_complex 参数。请使用 return_complex=True。',
  '{0}: all tensors must have as many axes, but there are {1} and {2}.':
    '{0}：所有张量的轴数必须相同，但有 {1} 和 {2}。',
  '{0}: the state must be a pair (h, c), not one tensor.': '{0}：状态必须是一对张量 (h, c)，而不是一个张量。',
  '{0}: the state must have shape {1} (batch, size), but has {2}.':
    '{0}：状态的形状必须是 {1}（批、大小），实际为 {2}。',
  '{0}: with indices of 2 axes offsets must be None. Leave it out.':
    '{0}：索引有 2 个轴时 offsets 必须为 None。请去掉它。',
  '{0}: indices of 1 axis need offsets. Give them, or indices of 2 axes.':
    '{0}：索引只有 1 个轴时需要 offsets。请给出它，或给出 2 个轴的索引。',
  '{0}: the offsets must have 1 axis, but have {1}.': '{0}：offsets 必须有 1 个轴，但有 {1} 个。',
  '{0}: the first bag must begin at 0, but offsets[0] is {1}.': '{0}：第一个袋必须从 0 开始，但 offsets[0] 是 {1}。',
  '{0}: there are {1} indices, but a bag begins at {2}.': '{0}：共有 {1} 个索引，但有一个袋从 {2} 开始。',
  '{0}: the indices are {1} and the input is {2}: they must have one shape. Give those of the pooling that made this input.':
    '{0}：索引的形状为 {1}，输入为 {2}：二者必须相同。请传入产生该输入的池化所给的索引。',
  'the lists that a tensor is made of must have one length, but these differ. Pad them, or make a tensor of each.':
    '构成张量的各列表长度必须相同，但这里不同。请填充它们，或各自做成张量。',
  'histc of {0} is only implemented on CUDA. Convert it with .float().':
    'histc 对 {0} 只在 CUDA 上实现。请用 .float() 转换。',
  'stft: the window has {0} samples, but win_length is {1}. Give win_length={2}, or a window of {3}.':
    'stft：窗有 {0} 个采样点，而 win_length 为 {1}。请给出 win_length={2}，或长度为 {3} 的窗。',
  'istft: n_fft={0} makes {1} frequencies, but the input has {2}.':
    'istft：n_fft={0} 产生 {1} 个频率，但输入有 {2} 个。',
  'affine_grid: theta is {0}, but maps of {1} axes are (N, {2}, {3}). Reshape it.':
    'affine_grid：theta 为 {0}，但有 {1} 个空间轴时应为 (N, {2}, {3})。请改变它的形状。',
  'pdist takes 2 axes, but the input has {0}.': 'pdist 的输入应为 2 维，但它是 {0} 维。',
  '{0}: the elements of ({1}) lie {2} apart in memory, so that ({3}) is no view of them. Use reshape, or contiguous() before.':
    '{0}：({1}) 的元素在内存中的间隔为 {2}，因此 ({3}) 不能是它的视图。请用 reshape，或先调用 contiguous()。',
  '{0} takes 3 or 4 axes, but the input has shape {1}.': '{0} 的输入应为 3 维或 4 维，但其形状为 {1}。',
  '{0} takes {1} axes, but the input has shape {2}.': '{0} 的输入应为 {1} 维，但其形状为 {2}。',
  '{0} drops whole channels and takes 2 axes or more, but the input has shape {1}. Use Dropout.':
    '{0} 丢弃整个通道，输入至少应为 2 维，但其形状为 {1}。请用 Dropout。',
  'scaled_dot_product_attention: {0} heads of queries are no multiple of {1} heads of keys or values.':
    'scaled_dot_product_attention：查询有 {0} 个头，不是键或值的 {1} 个头的整数倍。',
  '{0}: the lengths of the packed sequences add up to {1}, but only {2} steps are there. No length may be greater than the padded sequences are long.':
    '{0}：打包序列的长度之和为 {1}，但只有 {2} 步。任何长度都不能超过填充后的序列长度。',
  'vmap: the axes that it maps over have {0} and {1}; they must be equal. Give in_dims=None for what is the same in every call.':
    'vmap：被映射的轴大小为 {0} 和 {1}，二者必须相等。对每次调用都相同的参数，请使用 in_dims=None。',
  '{0}: {1} lengths are given for a batch of {2}. Is batch_first right?':
    '{0}：给出了 {1} 个长度，而批次大小为 {2}。batch_first 是否正确？',
  '{0}: the input needs 2 axes or more, but has {1}.': '{0}：输入至少需要 2 个轴，实际为 {1} 个。',
  'Independent: {0} axes of the batch are to belong to one value, but it has {1}.':
    'Independent：要把批次的 {0} 个轴归入单个取值，但批次只有 {1} 个轴。',
  'MultivariateNormal: loc has {0} numbers, but the matrix has {1} rows; they must be equal.':
    'MultivariateNormal：loc 有 {0} 个数，矩阵却有 {1} 行；两者必须相等。',
  'loc must be at least one-dimensional.': 'loc 至少需要 1 个轴。',
  '{0} must be at least two-dimensional, with optional leading batch dimensions':
    '{0} 至少需要 2 个轴，前面可以再有批次的轴',
  '{0} must be square, but it has {1} rows and {2} columns': '{0} 必须是方阵，实际为 {1} 行 {2} 列',
  'grouped_mm: both inputs must have 2 or 3 axes, but have {0} and {1}.':
    'grouped_mm：两个输入必须各有 2 或 3 个轴，实际为 {0} 和 {1}。',
  '{0}: embed_dim={1} must be divisible by num_heads={2}. Use a divisor of {3}.':
    '{0}：embed_dim={1} 必须能被 num_heads={2} 整除。请用 {3} 的因数。',
  '{0}: {1} has {2} features, but the layer was built for {3}. Use embed_dim={4}.':
    '{0}：{1} 有 {2} 个特征，但该层构造时指定的是 {3}。请改用 embed_dim={4}。',
  '{0}: query should have 3 axes, or 2 without a batch, but has shape {1}.':
    '{0}：query 应为 3 维，无批次时为 2 维，但其形状为 {1}。',
  '{0}: key and value must have the {1} axes of query, but have {2} and {3}.':
    '{0}：key 和 value 必须与 query 一样为 {1} 维，但它们是 {2} 维和 {3} 维。',
  "{0}: key's sequence length and batch {1} do not match value's {2}.":
    '{0}：key 的序列长度和批次 {1} 与 value 的 {2} 不符。',
  'index {0} is out of range: {1} holds {2} modules': '索引 {0} 超出范围：{1} 有 {2} 个模块',
  'index {0} is out of range: {1} holds {2} parameters': '索引 {0} 超出范围：{1} 有 {2} 个参数',
  "{0}: padding_mode='{1}' is not one of {2}. Use one of them.":
    "{0}：padding_mode='{1}' 不是 {2} 之一。请用其中之一。",
  '{0}: groups={1} must be a positive integer. Use groups=1 for an ordinary convolution.':
    '{0}：groups={1} 必须是正整数。普通卷积请用 groups=1。',
  "{0}: padding has {1} values, but padding_mode='{2}' needs one for each of the {3} spatial axes. Give an int or {4} values.":
    "{0}：padding 有 {1} 个值，但 padding_mode='{2}' 对 {3} 个空间轴各需要一个。请给出一个整数，或 {4} 个值。",
  '{0}: output_size must have {1} or {2} values, but has {3}. Give one per spatial axis.':
    '{0}：output_size 应有 {1} 或 {2} 个值，但有 {3} 个。请为每个空间轴给出一个。',
  '{0}: with output_size, {1} needs one value per axis ({2}), but has {3}. Give an int or {4} values.':
    '{0}：使用 output_size 时，{1} 的每个轴各需要一个值（{2} 个），但有 {3} 个。请给出一个整数，或 {4} 个值。',
  '{0} takes {1} axes, or {2} with a batch, but the input has {3}.':
    '{0} 的输入应为 {1} 维，带批次时为 {2} 维，但它是 {3} 维。',
  '{0} takes {1} axes, but the input has shape {2} with {3}. Reshape the input, or use another BatchNorm.':
    '{0} 的输入应为 {1} 维，但其形状为 {2}，是 {3} 维。请改变输入的形状，或换用其他 BatchNorm。',
  '{0}: num_channels={1} must be divisible by num_groups={2}. Use a divisor of {3}.':
    '{0}：num_channels={1} 必须能被 num_groups={2} 整除。请用 {3} 的因数。',
  '{0} takes 3 axes, or 2 without a batch, but the input has shape {1}.':
    '{0} 的输入应为 3 维，无批次时为 2 维，但其形状为 {1}。',
  "{0}: the input's last size {1} must be input_size={2}. Use input_size={3}.":
    '{0}：输入的最后一个轴为 {1}，但它必须是 input_size={2}。请改用 input_size={3}。',
  '{0}: the initial state must have shape {1} (layers × directions, batch, size), but has {2}.':
    '{0}：初始状态的形状应为 {1}（层数 × 方向数、批次、大小），但它是 {2}。',
  '{0} takes 1 or 2 axes, but the input has shape {1}.': '{0} 的输入应为 1 维或 2 维，但其形状为 {1}。',
  '{0} takes {1} or {2} axes, but the input has shape {3}.': '{0} 的输入应为 {1} 维或 {2} 维，但其形状为 {3}。',
  '{0}: src has a batch of {1} and tgt one of {2}: they must be equal. Look at batch_first.':
    '{0}：src 的批次为 {1}，tgt 的为 {2}：两者必须相等。请检查 batch_first。',
  '{0}: src and tgt must have d_model={1} features, but one has {2}.':
    '{0}：src 和 tgt 必须有 d_model={1} 个特征，但其中一个有 {2} 个。',
  'view_as_complex: the last axis must hold the two parts, but it is {0}.':
    'view_as_complex：最后一个轴必须是实部和虚部两个数，但它是 {0}。',
  '{0}: size {1} is negative. Use 0 or more.': '{0}：大小 {1} 为负。请用 0 或更大的值。',
  'arange: from {0} to {1} with step {2} leads away from the end. Change the sign of the step.':
    'arange：从 {0} 到 {1}，步长 {2} 背离终点。请改变步长的符号。',
  'chunk: chunks={0} must be greater than 0. Use 1 or more.': 'chunk：chunks={0} 必须大于 0。请用 1 或更大的值。',
  'unbind: a tensor without axes cannot be cut.': 'unbind：没有轴的张量不能切分。',
  'tensor_split: sections={0} must be greater than 0. Use 1 or more.':
    'tensor_split：sections={0} 必须大于 0。请用 1 或更大的值。',
  '{0}: the input must be a matrix, with at least 2 axes; it has {1}.':
    '{0}：输入必须是矩阵，至少有 2 个轴；但它有 {1} 个。',
  '{0}: the last two axes must be a square matrix, but are {1} × {2}.':
    '{0}：最后两个轴必须构成方阵，但它们是 {1} × {2}。',
  '{0}: A has {1} rows, but B has {2}. They must be equal.': '{0}：A 有 {1} 行，但 B 有 {2} 行。两者必须相等。',
  '{0}: the result has shape {1}, but the tensor that it should be written to has {2}. Use {3} without the underscore.':
    '{0}：结果的形状为 {1}，但要写入的张量为 {2}。请用不带下划线的 {3}。',
  'repeat_interleave: repeats cannot be negative. Use 0 or more.':
    'repeat_interleave：repeats 不能为负。请用 0 或更大的值。',
  '{0}: the input must hold floating-point numbers, but it is {1}. Convert it with .float().':
    '{0}：输入必须是浮点数，但其类型为 {1}。请用 .float() 转换。',
  'Error(s) in loading state_dict for {0}: {1}': '为 {0} 加载 state_dict 时出错：{1}',
  '{0} has shape {1} in the state_dict, but {2} in the model.': '{0} 在 state_dict 中的形状为 {1}，在模型中为 {2}。',
  '{0} is in the model, but not in the state_dict.': '模型中有 {0}，state_dict 中没有。',
  '{0} is in the state_dict, but not in the model.': 'state_dict 中有 {0}，模型中没有。',
  "'{0}' object has no attribute '{1}': the wrapped model has it, as .module.{2}":
    '{0} 对象没有属性 {1}：被包装的模型有，写作 .module.{2}',
  '{0}: index {1} is out of range: there are {2}, numbered from 0 to {3}.':
    '{0}：索引 {1} 越界：共有 {2} 个，编号从 0 到 {3}。',
  "attribute '{0}' already exists: {1} needs another name for it": '属性 {0} 已存在：在 {1} 中须换一个名字',
  "'{0}' object is not iterable: an optimizer takes the parameters of a module, module.parameters()":
    "'{0}' 对象不可迭代：优化器接收模块的参数，即 module.parameters()",
  "'params': a group of parameters is a dict with the key 'params'": "'params'：参数组是含有键 'params' 的字典",
  '{0}: forward() is not given {1}': '{0}：forward() 缺少参数 {1}',
  '{0}: forward() takes one input, but {1} were given': '{0}：forward() 接收一个输入，但给了 {1} 个',
  '{0}: forward() takes {1} inputs, but {2} were given': '{0}：forward() 接收 {1} 个输入，但给了 {2} 个',
  '{0} is not an Optimizer': '{0} 不是优化器',
  'Invalid learning rate: {0}': '学习率无效：{0}',
  'Mismatch in shape: the gradient has shape {0} and the output {1}. Give one number for each of the output.':
    '形状不符：梯度的形状为 {0}，输出的形状为 {1}。须为输出的每个数各给一个数。',
  'Non-positive multiplication factor {0} for Sequential': 'Sequential 的倍数 {0} 应大于 0',
  'Nesterov momentum requires a momentum and zero dampening': 'Nesterov 动量要求 momentum 大于 0 且 dampening 为 0',
  'You must define either total_steps OR (epochs AND steps_per_epoch)':
    '须给出 total_steps，或同时给出 epochs 和 steps_per_epoch',
  'a method is not iterable: call it, as in module.parameters()': '方法不可迭代：应调用它，如 module.parameters()',
  "can't optimize a non-leaf Tensor: it was computed of others. Optimize those, or make it an nn.Parameter":
    '不能优化非叶子张量：它由其他张量算出。应优化那些张量，或把它做成 nn.Parameter',
  "lr must be a number, and not the text '{0}': convert it with float()":
    "lr 应为数字，而不是文本 '{0}'：请用 float() 转换",
  'optimizer can only optimize Tensors, but one of the params is {0}': '优化器只能优化张量，而其中一个是 {0}',
  'optimizer got an empty parameter list. A module finds the layers that are its attributes: those in a list belong in nn.ModuleList.':
    '优化器得到的参数列表为空。模块只能找到作为其属性的层：放在列表中的层应使用 nn.ModuleList。',
  'params must be an iterable of tensors or dicts, and this is a tensor: put it in a list':
    'params 应为张量或字典的可迭代对象，而这是一个张量：请放进列表',
  'some parameters appear in more than one parameter group': '有参数出现在多个参数组中',
  '{0} name can\'t contain ".", got: {1}': '{0} 的名字不能含有“.”，得到的是 {1}',
  '{0} name should be a string. Got {1}': '{0} 的名字应为字符串，得到的是 {1}',
  '{0} name can\'t be empty string ""': '{0} 的名字不能是空字符串',
  '{0} update sequence element #{1} has length {2}; 2 is required': '{0}.update：第 {1} 个元素的长度为 {2}，应为 2',
  "Index given to {0} cannot be used as a key as it is not a string (type is '{1}')":
    '{0} 的键必须是字符串，而不是 {1}',
  '{0}: log_probs has a batch of {1} in (time, batch, classes), but {2} lengths are given. Transpose log_probs, or give one length for each sequence.':
    '{0}：log_probs 按（时间、批、类别）排列，批大小为 {1}，但给出了 {2} 个长度。请转置 log_probs，或为每个序列给一个长度。',
  'repeat_interleave: there are {0} repeats for an axis of {1}. Give one for each element, or a single number.':
    'repeat_interleave：长为 {1} 的轴有 {0} 个重复次数。请为每个元素各给一个，或只给一个数。',
  'flip: an axis appears more than once in dims=({0}). Name each once.':
    'flip：dims=({0}) 中有轴出现了不止一次。每个轴只能写一次。',
  'shifts and dimensions must align. shifts: {0}, dims:{1}': 'shifts 与 dims 的个数必须相同。shifts：{0}，dims：{1}',
  '{0}: {1} must have {2} {3}, but has {4}.': '{0}：{1} 应为 {2} 维，但它是 {4} 维。',
  "{0}: input does not broadcast to the product's shape. Give it the product's shape, or 1 where it differs.":
    '{0}：input 不能广播到乘积的形状。请使它与乘积同形，或在不同处为 1。',
  'cdist: both inputs must have at least 2 axes.': 'cdist：两个输入都至少要有 2 个轴。',
  '{0}: the last two axes must be a square matrix.': '{0}：最后两个轴必须构成方阵。',
  '{0}: input must have at least 2 axes, but has {1}.': '{0}：input 至少要有 2 个轴，但它有 {1} 个。',
  'diagonal: dim1={0} and dim2={1} are the same axis. Name two.':
    'diagonal：dim1={0} 和 dim2={1} 是同一个轴。请给出两个不同的轴。',
  'topk: k={0} is out of range for an axis of {1}. Use at most {2}.':
    'topk：k={0} 超出大小为 {1} 的轴。请用不超过 {2} 的值。',
  'kthvalue: k={0} is out of range for an axis of {1}. Use 1 to {2}.':
    'kthvalue：k={0} 超出大小为 {1} 的轴。请用 1 到 {2}。',
  '{0}: the input must have at least {1} axes, but has {2}.': '{0}：输入至少要有 {1} 个轴，但它有 {2} 个。',
  '{0}: the part that is replaced has shape {1}, but src has {2}.':
    '{0}：被替换的部分形状为 {1}，但 src 的形状为 {2}。',
  '{0}: the input must have at most 2 axes, but has {1}.': '{0}：输入最多有 2 个轴，但它有 {1} 个。',
  'Dimension specified as {0} but tensor has no dimensions': '指定了 dim={0}，但张量没有轴',
  '{0}: dim={1} is out of range for a tensor without axes. Use 0 or -1.':
    '{0}：没有轴的张量不能用 dim={1}。请用 0 或 -1。',
  '{0} takes {1}, but the tensor has {2} axes. Use permute.': '{0} 的输入应为{1}，但该张量有 {2} 个轴。请用 permute。',
  'a matrix': '矩阵',
  'matrices or batches of them': '矩阵或一批矩阵',
  't() takes at most 2 axes, but the tensor has {0}. Use transpose or mT.':
    't() 最多接受 2 个轴，但该张量有 {0} 个。请用 transpose 或 mT。',
  'select: a tensor without axes has nothing to select from.': 'select：没有轴的张量无从选取。',
  'index_select: index must be a vector, but has {0} axes. Flatten it first.':
    'index_select：index 必须是一维向量，但它有 {0} 个轴。请先展平。',
  'unfold: size={0} is more than the {1} entries of axis {2}. Use at most {3}.':
    'unfold：size={0} 大于轴 {2} 的 {1} 项。请用不超过 {3} 的值。',
  'unfold: step={0} must be greater than 0. Use 1 or more.': 'unfold：step={0} 必须大于 0。请用 1 或更大的值。',
  'stft: the input must have 1 or 2 axes, (samples) or (batch, samples), but has {0}.':
    'stft：输入应为 1 维或 2 维，即 (samples) 或 (batch, samples)，但它是 {0} 维。',
  'stft: a window of n_fft={0} is longer than the signal of {1} samples.':
    'stft：n_fft={0} 的窗口比 {1} 个采样点的信号还长。',
  'istft: the input must have 2 or 3 axes, (frequencies, windows) with a batch in front, but has {0}.':
    'istft：输入应为 2 维或 3 维，即 (frequencies, windows)，前面可有批次轴，但它是 {0} 维。',
  'TensorDataset: all tensors need the same number of rows, but one has {0} and another {1}.':
    'TensorDataset：所有张量的行数必须相同，但一个有 {0} 行，另一个有 {1} 行。',
  'A DataLoader makes batches of tensors, arrays, numbers and containers of them, but an item of the data set is a picture. Give the data set transforms.ToTensor().':
    'DataLoader 只能把张量、数组、数字及其容器组成批次，但数据集的一项是图片。请给数据集加上 transforms.ToTensor()。',
  'A DataLoader stacks the items of a batch, but item 0 of the data set has shape {0} and item 1 {1}. Give all items one size, or the DataLoader a collate_fn that pads them.':
    'DataLoader 会把一个批次的各项堆叠起来，但数据集第 0 项的形状是 {0}，第 1 项是 {1}。请让各项大小一致，或给 DataLoader 一个会填充的 collate_fn。',
  '{0}: the target holds class indices, which must be int64, but it is {1}. Convert it with target.long().':
    '{0}：目标是类别索引，必须为 int64，但它是 {1}。请用 target.long() 转换。',
  "{0}: a target of the input's own shape holds probabilities, which must be floating-point numbers, but it is {1}. Convert it with target.float(), or give one class index for each item.":
    '{0}：与输入同形的目标是概率，必须为浮点数，但它是 {1}。请用 target.float() 转换，或为每一项给出一个类别索引。',
  '{0}: the input is {1} and the target {2}, but both must have one dtype. Convert it with target.to(torch.{3}).':
    '{0}：输入为 {1}，目标为 {2}，但两者的数据类型必须相同。请用 target.to(torch.{3}) 转换。',
  '{0}: the target must hold floating-point numbers, but it is {1}. Convert it with target.float().':
    '{0}：目标必须为浮点数，但它是 {1}。请用 target.float() 转换。',
  "{0}(): argument '{1}' must be Tensor, not {2}. Use Python's own arithmetic and math, or make a tensor of it.":
    "{0}()：参数 '{1}' 必须是 Tensor，而不是 {2}。请使用 Python 自身的算术和 math，或把它做成张量。",
  "{0}(): argument '{1}' must be Tensor, not {2}. Take the tensor out of it, or make one of it.":
    "{0}()：参数 '{1}' 必须是张量，而不是 {2}。请从中取出张量，或用它生成一个张量。",
  'a Tensor with {0} elements cannot be converted to Scalar: index it, or reduce it first':
    '有 {0} 个元素的张量不能转换为标量：请先索引或归约',
  'grad can be implicitly created only for scalar outputs, and this tensor has {0} elements: reduce it first, with loss.mean() or loss.sum()':
    '只有标量才能隐式求梯度，而这个张量有 {0} 个元素：请先用 loss.mean() 或 loss.sum() 归约',
  'Module [{0}] is missing the required "forward" function': '模块 [{0}] 缺少必需的 "forward" 函数',
  'cannot assign {0} before Module.__init__() call: call super().__init__() first in {1}.__init__':
    '在调用 Module.__init__() 之前不能给{0}赋值：请先在 {1}.__init__ 中调用 super().__init__()',
  'Boolean value of Tensor with more than one value is ambiguous': '多于一个元素的张量没有明确的真值',
  'The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()':
    '多于一个元素的数组没有明确的真值。请用 a.any() 或 a.all()',
  'numpy(): the tensor requires a gradient, and NumPy records none. Use tensor.detach().numpy().':
    'numpy()：该张量需要梯度，而 NumPy 不记录梯度。请用 tensor.detach().numpy()。',
  'requires_grad: only tensors of floating-point or complex numbers can require a gradient, and this one is {0}. Make it of floats, or convert it with .float().':
    'requires_grad：只有浮点或复数张量可以要求梯度，而这个张量是 {0}。请用浮点数创建，或用 .float() 转换。',
  'This tensor is a leaf that requires a gradient: it cannot be changed in place while gradients are recorded. Write under torch.no_grad(), or make a new tensor.':
    '该张量是需要梯度的叶子：记录梯度时不能原地修改。请在 torch.no_grad() 下写入，或创建新的张量。',
  '{0}: the index must be int64, but it is {1}. Convert it with index.long().':
    '{0}：索引必须是 int64，但现在是 {1}。请用 index.long() 转换。',
  ' Call functions in forward, or use the layer that does the same.': '请在 forward 中调用函数，或使用作用相同的层。',
  ' Call it: {0}(…).': '请调用它：{0}(…)。',
  ' Put a * in front of the list.': '请在列表前加 *。',
  'Fan in and fan out cannot be computed for a tensor with fewer than 2 axes, and this one has shape {0}. Skip biases and the weights of normalization, or use another initialization for them.':
    '张量少于 2 个轴时无法计算 fan in 和 fan out，而它的形状为 {0}。请跳过偏置和归一化层的权重，或对它们使用其他初始化。',
  "backward(): no gradient reaches this tensor, for it is computed of whole numbers or bools, as argmax and comparisons give them. Compute the loss of the model's own output.":
    'backward()：梯度到不了这个张量，因为它由整数或布尔值算出，例如 argmax 和比较的结果。请直接由模型的输出计算损失。',
  'expected Tensor as element {0} in argument 0, but got {1}': '第 0 个参数的元素 {0} 应为 Tensor，但它是 {1}',
  'numpy(): NumPy has no bfloat16. Use tensor.float().numpy().':
    'numpy()：NumPy 没有 bfloat16。请用 tensor.float().numpy()。',
  "{0} is not a Module subclass (child '{1}').{2}": "{0} 不是 Module 的子类（子模块 '{1}'）。{2}",
  '{0} takes no bools. Convert the input with .int() or .float().':
    '{0} 不接受布尔值。请用 .int() 或 .float() 转换输入。',
  "{0}(): argument 'tensors' (position 1) must be tuple of Tensors, not {1}. Put them into a list.":
    "{0}()：参数 'tensors'（位置 1）必须是张量的元组，而不是 {1}。请把它们放进列表。",
  '{0}: a tensor of {1} cannot hold {2}. Convert it with .float() first.':
    '{0}：{1} 的张量存不下 {2}。请先用 .float() 转换。',
  '{0}: autocast refuses it on a CUDA device, where half precision does not hold its logarithms. Leave the sigmoid out and use BCEWithLogitsLoss, or call it outside of autocast on x.float().':
    '{0}：autocast 在 CUDA 设备上拒绝它，因为半精度存不下它的对数。请去掉 sigmoid 并使用 BCEWithLogitsLoss，或在 autocast 之外对 x.float() 调用它。',
  "{0}: source has {1} entries along axis {2}, where it must have {3}: one for each index, and the input's own size in every other axis.":
    '{0}：source 在轴 {2} 上有 {1} 项，但应有 {3} 项：每个索引一项，其余各轴与输入相同。',
  '{0}: the result is {1}, which is not written into a tensor of {2}. Convert the tensor first with {3}.':
    '{0}：结果为 {1}，不能写入 {2} 的张量。请先用 {3} 转换该张量。',
  '{0}: {1} is {2} and {3} is {4}, but both must have one dtype. Convert {5} with {6}.':
    '{0}：{1} 为 {2}，{3} 为 {4}，但两者的数据类型必须相同。请用 {6} 转换 {5}。',
  '{0}: {1} must be a tensor of bools, but it is {2}. Convert it with .bool(), or compare it.':
    '{0}：{1} 必须是布尔张量，但它是 {2}。请用 .bool() 转换，或用比较得到它。',
  '{0}: {1} has {2} axes and the input {3}: they must have as many. Use unsqueeze or expand.':
    '{0}：{1} 有 {2} 个轴，输入有 {3} 个：两者必须相同。请用 unsqueeze 或 expand。',
  '{0}: index has {1} entries along axis {2}, where {3} has {4}. Use at most {5}.':
    '{0}：index 在轴 {2} 上有 {1} 项，但 {3} 在该轴上只有 {4} 项。请用不超过 {5} 的值。',
  '{0}: query has a batch of {1} and key one of {2}: they must be equal. Look at batch_first.':
    '{0}：query 的批次为 {1}，key 的批次为 {2}：两者必须相同。请检查 batch_first。',
  'Sum of input lengths does not equal the length of the input dataset: {0}, and not {1}':
    '各部分的长度之和与数据集的长度不相等：{0}，而不是 {1}',
  'iteration over a 0-d tensor': '不能遍历 0 维张量',
  'module {0} has not been fully initialized': '模块 {0} 尚未完全初始化',
  "node: '{0}' is not present in model: it has no '{1}'. get_graph_node_names() lists its nodes.":
    "node：模型中没有 '{0}'：它没有 '{1}'。get_graph_node_names() 会列出它的节点。",
};
