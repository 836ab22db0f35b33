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
  "{0} requires ndarray or scalar arguments, got <class '{1}'> at position 0. Make an array of it with jnp.array.":
    "{0} 只接受数组或标量，但第 0 个参数是 <class '{1}'>。请用 jnp.array 把它变成数组。",
  'unexpected PRNG key type: {0} takes a key first, as jax.random.key(0) gives it, but got a {1}.':
    'PRNG key 的类型不对：{0} 的第一个参数是 key（如 jax.random.key(0) 给出的），但得到的是 {1}。',
  '{0} accepts a single key, but was given a key array of shape {1}. Take one of them, or use jax.vmap for batching.':
    '{0} 只接受一个 key，但得到形状为 {1} 的 key 数组。请取其中一个，或用 jax.vmap 批量处理。',
  'Attempted boolean conversion of traced array with shape {0}: under jit it has no numbers. Choose with jnp.where or lax.cond, or mark the argument that decides with static_argnames.':
    '试图把被追踪的数组 {0} 转换为布尔值：在 jit 下它没有数值。请用 jnp.where 或 lax.cond 选择，或用 static_argnames 标出起决定作用的参数。',
  '{0} needs the number in a traced array with shape {1}: under jit it has none. Keep it an array, or mark the argument that it comes from with static_argnames.':
    '{0} 需要被追踪的数组 {1} 中的数值：在 jit 下它没有数值。请保持为数组，或用 static_argnames 标出它所来自的参数。',
  'Shapes must be 1D sequences of concrete values of integer type: {0} is given a traced array, which has no number under jit. Mark the argument that it comes from with static_argnums or static_argnames.':
    '形状必须是由具体整数组成的一维序列：{0} 得到的是被追踪的数组，在 jit 下它没有数值。请用 static_argnums 或 static_argnames 标出它所来自的参数。',
  'scan body output must be a pair (carry, y), got {0}. Return (carry, None) where nothing is to be stacked.':
    'scan 的函数必须返回一对 (carry, y)，但得到 {0}。没有要堆叠的值时请返回 (carry, None)。',
  '{0}: what is carried goes in and comes out of the body in different forms: {1}.':
    '{0}：传递的值进入和离开循环体时结构不同：{1}。',
  '{0}: the branches must give the same types: {1}.': '{0}：各分支必须返回相同的类型：{1}。',
  'one gives {0} and another {1}': '一个返回 {0}，另一个返回 {1}',
  'vmap in_axes must be an int, None, or a tuple of entries corresponding to the positional arguments passed to the function, but got len(in_axes)={0}, len(args)={1}.':
    'vmap 的 in_axes 必须是整数、None，或与传给函数的位置参数一一对应的元组，但 len(in_axes)={0}，len(args)={1}。',
  'expected function with aux output to return a two-element tuple: with has_aux=True it gives (loss, aux).':
    '带辅助输出的函数应返回两个元素的元组：has_aux=True 时返回 (loss, aux)。',
  'Gradient only defined for scalar-output functions. Output was a {0}. Give has_aux=True where the function returns (loss, aux).':
    '只有输出为标量的函数才有梯度。输出是 {0}。函数返回 (loss, aux) 时请给出 has_aux=True。',
  '{0} requires real- or complex-valued inputs (input dtype that is a sub-dtype of np.inexact), but got {1}. Convert it to float, or set allow_int=True.':
    '{0} 需要实数或复数输入（np.inexact 的子类型），但得到 {1}。请转换为浮点数，或设置 allow_int=True。',
  '{0}: logistic does not accept dtype {1}. Accepted dtypes are subtypes of floating, complexfloating.':
    '{0}：logistic 不接受元素类型 {1}，只接受浮点数和复数。',
  'query {0}, key {1}, value {2}': 'query {0}、key {1}、value {2}',
  'q, k, v must have the same number of axes, but got {0}.': 'q、k、v 的轴数必须相同，但得到 {0}。',
  'q, k, v num_heads must match, but got {0}.': 'q、k、v 的头数必须一致，但得到 {0}。',
  'q, k depths must match, but got {0}.': 'q、k 的特征数必须一致，但得到 {0}。',
  'k, v lengths must match, but got {0}.': 'k、v 的长度必须一致，但得到 {0}。',
  'dot_product_attention takes (batch, length, heads, size), but got {0}.':
    'dot_product_attention 接受（批、长度、头、特征），但得到 {0}。',
  'key and value must have the same shape, but got {0}.': 'key 与 value 的形状必须相同，但得到 {0}。',
  'query and key must have the same batch and size, but got {0}.': 'query 与 key 的批与特征数必须相同，但得到 {0}。',
  'The number of query heads must be a multiple of key/value heads, but got {0} vs {1}.':
    'query 的头数必须是 key/value 头数的倍数，但得到 {0} 与 {1}。',
  'mask dtype should be bool, but got {0}. Take mask.astype(bool).':
    'mask 的元素类型应为 bool，但得到 {0}。请用 mask.astype(bool)。',
  '{0}: what is carried goes in as {1}, but the body gives {2}: both must be equal. Give it with .astype({3}), or give the result with .astype({4}).':
    '{0}：所携带的值以 {1} 进入，但循环体给出 {2}：两者必须相同。请用 .astype({3}) 传入，或让结果用 .astype({4})。',
  'lax.{0} requires arguments to have the same dtypes, got {1}, {2}. jnp.{3} is a similar function that promotes them.':
    'lax.{0} 要求各参数的元素类型相同，但得到 {1}、{2}。jnp.{3} 是会提升类型的类似函数。',
};
