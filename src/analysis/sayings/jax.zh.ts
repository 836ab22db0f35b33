/** What the rules of JAX say, in Chinese. */
export const JAX_SAYINGS_ZH: Readonly<Record<string, string>> = {
  '{0}: limit {1} is beyond the axis of {2}.': '{0}：上限 {1} 超出了长度为 {2} 的轴。',
  'jax.image.{0}: shape={1} must have as many axes as the image {2}, batch and channels included.':
    'jax.image.{0}：shape={1} 必须与图像 {2} 的轴一样多，包括批次和通道。',
  "dimension_numbers: '{0}' has no '{1}'; it must hold {2}.": "dimension_numbers：'{0}' 中没有 '{1}'；它必须含有 {2}。",
  "dimension_numbers: '{0}' names {1} axes, but the operands have {2}.":
    "dimension_numbers：'{0}' 写了 {1} 个轴，但操作数有 {2} 个。",
  '{0} lhs and rhs must have the same number of dimensions, but lhs has {1} and rhs has {2}.':
    '{0} 的 lhs 和 rhs 必须维数相同，但 lhs 为 {1} 维，rhs 为 {2} 维。',
  '{0}: {1}={2} has {3} values, but the operand {4} has {5} axes: give one for each.':
    '{0}：{1}={2} 有 {3} 个值，但操作数 {4} 有 {5} 个轴：请为每个轴给出一个。',
  '{0}: slice_sizes={1} do not fit into {2}: axis {3} has {4} elements. Use {5} at most.':
    '{0}：slice_sizes={1} 超出 {2}：轴 {3} 有 {4} 个元素。请用不超过 {5} 的值。',
  'top_k needs an operand with at least one axis, but it is a scalar.': 'top_k 的操作数至少要有一个轴，但它是标量。',
  'top_k: k={0} is more than the {1} elements of the last axis. Use k={2} at most.':
    'top_k：k={0} 大于最后一个轴的 {1} 个元素。请用不超过 {2} 的 k。',
  'broadcast_in_dim: axis {0} of the operand {1} has {2} elements, but axis {3} of the result {4} has {5}: it must be 1 or the same.':
    'broadcast_in_dim：操作数 {1} 的轴 {0} 有 {2} 个元素，但结果 {4} 的轴 {3} 有 {5} 个：前者必须为 1，或与后者相同。',
  'reduce_window: {0} has {1} values, but the operand has {2} axes: give one for each, 1 for batch and channels.':
    'reduce_window：{0} 有 {1} 个值，但操作数有 {2} 个轴：请为每个轴给出一个，批次和通道处为 1。',
  "Unknown padding type: {0}. Use 'SAME', 'VALID' or pairs.": "没有这种填充：{0}。请用 'SAME'、'VALID' 或数对。",
  'JAX arrays are immutable and do not support in-place item assignment. Instead of x[idx] = y, use x = x.at[idx].set(y).':
    'JAX 数组不可修改，不支持原地赋值。请用 x = x.at[idx].set(y) 代替 x[idx] = y。',
  'vmap got inconsistent sizes for the axes to be mapped: {0} and {1}. Map axes of one size, or give in_axes=None for what is the same in every call.':
    'vmap 所映射的轴大小不一致：{0} 和 {1}。请映射大小相同的轴；各次调用中相同的参数请用 in_axes=None。',
  'Gradient only defined for scalar-output functions. Output had shape: ({0}{1}). Reduce it, with jnp.mean or jnp.sum.':
    '只有输出为标量的函数才能求梯度，但输出的形状为 ({0}{1})。请用 jnp.mean 或 jnp.sum 归约它。',
  'batch_group_count and feature_group_count cannot both be greater than 1.':
    'batch_group_count 与 feature_group_count 不能同时大于 1。',
  'batch_group_count={0} must divide the batch of {1}.': 'batch_group_count={0} 必须整除大小为 {1} 的批次。',
  'batch_group_count={0} must divide the {1} filters.': 'batch_group_count={0} 必须整除 {1} 个卷积核。',
  '{0}: with lhs_dilation above 1 the padding must be given as one pair for each spatial axis, or use conv_transpose.':
    '{0}：lhs_dilation 大于 1 时，填充必须为每个空间轴各给一对数值，或者使用 conv_transpose。',
  '{0} takes axes from 0 to {1} of {2}, counted from the front, but got {3}.':
    '{0} 只接受从前面数起的轴：{2} 的轴为 0 到 {1}，但得到的是 {3}。',
  '{0} takes one number of repetitions for each axis of {1}, but got {2}.':
    '{0} 要求为 {1} 的每个轴各给一个重复次数，但得到 {2} 个。',
  'scan: length={0}, but the first axis of what it goes over has {1} elements. Leave length out.':
    'scan：length={0}，但被遍历的数组的第一个轴有 {1} 个元素。请省略 length。',
  '{0}: slice_sizes={1} must have one size for each axis of the operand {2}, none larger than it.':
    '{0}：slice_sizes={1} 必须为 operand {2} 的每个轴各给一个大小，且都不能超过该轴。',
  '{0}: offset_dims names {1} axes, but slice_sizes without the collapsed axes has {2}.':
    '{0}：offset_dims 写了 {1} 个轴，但去掉 collapsed 轴后的 slice_sizes 有 {2} 个。',
  '{0} takes (batch, length, heads, size), but got a scalar.':
    '{0} 需要 (batch, length, heads, size)，但得到的是标量。',
  'matrix_transpose takes matrices, but got {0}.': 'matrix_transpose 需要矩阵，但得到的是 {0}。',
  '{0} takes a matrix, but got {1}.': '{0} 需要一个矩阵，但得到的是 {1}。',
  '{0}: what is carried goes in as {1}, but the body gives {2}: both must be equal.':
    '{0}：循环携带的值输入时为 {1}，循环体却给出 {2}：二者必须相同。',
  'the coordinates are not known': '坐标未知',
  '{0}: the branches must give the same types, but one gives {1} and another {2}.':
    '{0}：各分支必须给出相同的类型，但一个给出 {1}，另一个给出 {2}。',
  'dot_general sums over axis {0} of {1} and axis {2} of {3}: the sizes must be equal.':
    'dot_general 对 {1} 的第 {0} 轴与 {3} 的第 {2} 轴求和：两者大小必须相等。',
  'lax.dot multiplies vectors and matrices, but got {0}. Say with dimension_numbers which axes are summed, or use jnp.matmul.':
    'lax.dot 只乘向量和矩阵，但得到 {0}。请用 dimension_numbers 指明求和的轴，或使用 jnp.matmul。',
  'The trees that are mapped together differ: {0}.': '一起映射的各树结构不同：{0}。',
  'one tree has a {0} where the other has a {1}': '一棵树在此处是 {0}，另一棵是 {1}',
  'one tree has {0} and the other has not': '一棵树有 {0}，另一棵没有',
  'what {0} has as parts of a tree is not followed': '未跟踪 {0} 作为树的节点时有哪些部分',
  'how many leaves the tree has is not known': '不知道这棵树有多少个叶子',
  'whether all leaves are true': '不知道所有叶子是否都为真',
  'vmap maps over an axis of each argument, and one is a scalar: give in_axes=None for what is the same in every call.':
    'vmap 沿每个参数的一个轴映射，而其中一个是标量：每次调用都相同的参数请给 in_axes=None。',
  'scan: what it goes over has no leading axis: it is a scalar.': 'scan：所遍历的数组没有第一个轴：它是标量。',
  '{0} is not given a function': '没有给 {0} 函数',
};
