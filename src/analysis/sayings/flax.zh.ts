/** What the rules of Flax say, in Chinese. */
export const FLAX_SAYINGS_ZH: Readonly<Record<string, string>> = {
  'Memory dimension ({0}) must be divisible by number of heads ({1}). Choose qkv_features that num_heads divides.':
    '总特征数（{0}）必须能被注意力头数（{1}）整除。请选择能被 num_heads 整除的 qkv_features。',
  '{0} does not support feature_group_count={1}: every position has its own kernel over all channels. Use feature_group_count=1.':
    '{0} 不支持 feature_group_count={1}：每个位置都有自己的卷积核，作用于所有通道。请用 feature_group_count=1。',
  'Invalid padding format: {0}. {1} takes a word, an integer, or {2} integers or pairs of integers, one for each spatial axis.':
    '填充的格式无效：{0}。{1} 可用名称、一个整数，或 {2} 个整数或整数对，每个空间轴一个。',
  "padding='{0}' is not implemented for transposed convolution with strides: write it in capitals, padding='{1}'.":
    "带步长的转置卷积不支持 padding='{0}'：请用大写的 padding='{1}'。",
  '{0} needs an input with a feature axis, but it is a scalar.': '{0} 的输入要有特征轴，但它是标量。',
  '{0}: axis {1} is out of range for an input of {2} axes. Use -1 for the channels.':
    '{0}：轴 {1} 超出 {2} 维输入的范围。通道请用 -1。',
  'Parameter "{0}" was passed to the constructor and at call time. Should be passed just once.':
    '参数 "{0}" 在构造和调用时都给出了。只能给出一次。',
  'Parameter "{0}" must be passed to the constructor or at call time of {1}: write {2}=True where the module is only evaluated.':
    '参数 "{0}" 必须在构造或调用 {1} 时给出：只做评估时请写 {2}=True。',
  'Either `num_groups` or `group_size` should be specified: pass num_groups=None together with group_size, whose default is 32 groups.':
    '`num_groups` 和 `group_size` 必须且只能给出一个：使用 group_size 时请同时给出 num_groups=None，它的默认值为 32 组。',
  'Number of channels ({0}) is not multiple of the group size ({1}).': '通道数（{0}）不是每组通道数（{1}）的倍数。',
  'Number of groups ({0}) does not divide the number of channels ({1}): {2} / {3} is {4} and a rest.':
    '分组数（{0}）不能整除通道数（{1}）：{2} / {3} 得 {4}，有余数。',
  'GroupNorm: the last of reduction_axes must be the channel axis, -1.':
    'GroupNorm：reduction_axes 的最后一个必须是通道轴 -1。',
  "'int' object is not iterable: {0} takes padding as a word or as pairs, for example padding=[({1}, {2})] for one spatial axis.":
    "'int' 对象不可迭代：{0} 的填充可用名称或数对，例如一个空间轴用 padding=[({1}, {2})]。",
  'window_shape={0} and strides={1} of {2} must have as many values: one for each spatial axis.':
    '{2} 的 window_shape={0} 与 strides={1} 必须有同样多的值：每个空间轴一个。',
  '{0} with window_shape={1} needs {2} spatial axes and the channels, but the input is {3}.':
    'window_shape={1} 的 {0} 需要 {2} 个空间轴和通道轴，但输入为 {3}。',
  '{0} with padding as pairs takes one batch axis at most, but the input {1} has {2} axes before the {3} spatial ones. Reshape them into one, or give the padding as a word.':
    '填充为数对时，{0} 最多有一个批次轴，但输入 {1} 在 {3} 个空间轴之前有 {2} 个轴。请把它们合并为一个，或用名称给出填充。',
  'The parameter "{0}" of {1} has shape {2}, but this input needs {3}: the module was initialized with another input. Give it inputs of the shape it was initialized with.':
    '{1} 的参数 "{0}" 形状为 {2}，但这次的输入需要 {3}：该模块是用另一个输入初始化的。请给出与初始化时形状相同的输入。',
  'LinearGeneral was built for in_features={0}, but these axes of the input {1} are {2}.':
    'LinearGeneral 构造时指定的是 in_features={0}，但输入 {1} 的这些轴为 {2}。',
  '{0} was built for {1}={2}, but the last axis of the input {3} is {4}. Use {5}={6}.':
    '{0} 构造时指定的是 {1}={2}，但输入 {3} 的最后一个轴不符（{4}）。请改用 {5}={6}。',
  missing: '缺失',
  '{0} was built for in_features={1}, but the last axis of the input {2} is {3}.':
    '{0} 构造时指定的是 in_features={1}，但输入 {2} 的最后一个轴不符（{3}）。',
  '{0}: axis {1} stands both in axis and in batch_dims.': '{0}：轴 {1} 同时出现在 axis 和 batch_dims 中。',
  '{0}: batch_dims must be the first axes, without a gap.': '{0}：batch_dims 必须是最前面的、连续的轴。',
  'InstanceNorm: feature_axes must not hold axis 0, which is the batch.':
    'InstanceNorm：feature_axes 不能包含轴 0，它是批次轴。',
  'LoRA gives out_features={0}, but base_module gives {1}; the two are added.':
    'LoRA 给出 out_features={0}，但 base_module 给出 {1}；两者要相加。',
  '{0}() is called on the class of the module, not on a module: make one first.':
    '{0}() 是在模块的类上调用的，而不是在模块上：请先创建一个模块。',
  '{0} is frozen outside of setup(): its attribute {1} cannot be set. Return what changes, or keep it with self.variable().':
    '{0} 在 setup() 之外是冻结的：不能设置属性 {1}。请返回会变化的值，或用 self.variable() 保存。',
  '{0} is a field of {1}: setup() cannot set it. Give what setup() makes another name.':
    '{0} 是 {1} 的字段：setup() 不能设置它。请为 setup() 创建的对象另取名字。',
  '{0} needs PRNG for "{1}". {2}': '{0} 需要名为 "{1}" 的随机数流（PRNG）。{2}',
  'Give init() a key, or {"params": key} beside other streams.':
    '请给 init() 一个 key，或在其他流之外加上 {"params": key}。',
  'Give init() {"params": key, "{0}": key}, or one key for all.':
    '请给 init() {"params": key, "{0}": key}，或一个供所有流使用的 key。',
  'Give apply() rngs={"{0}": key}.': '请给 apply() 传入 rngs={"{0}": key}。',
  'Tried to access "{0}" from collection "{1}" in "{2}" but the collection is empty. {3}':
    '试图在 "{2}" 中访问集合 "{1}" 的 "{0}"，但该集合是空的。{3}',
  'Could not find parameter named "{0}" in scope "{1}". The module was initialized in another way: init() must run the same layers.':
    '在作用域 "{1}" 中找不到名为 "{0}" 的参数。该模块是以另一种方式初始化的：init() 必须运行同样的层。',
  'No Variable named "{0}" for collection "{1}" exists in "{2}". The module was initialized in another way: init() must run the same layers.':
    '"{2}" 中没有集合 "{1}" 的变量 "{0}"。该模块是以另一种方式初始化的：init() 必须运行同样的层。',
  'Give apply() a dictionary with the key "params": {"params": params}.':
    '请给 apply() 一个带有键 "params" 的字典：{"params": params}。',
  'Give apply() this collection too: {"params": params, "{0}": {1}}.':
    '请把这个集合也给 apply()：{"params": params, "{0}": {1}}。',
  'Give apply() all that init() gave.': '请把 init() 给出的全部变量都给 apply()。',
  'Cannot update variable "{0}" in "{1}" because collection "{2}" is immutable. Give {3}() mutable=["{4}"]: it then gives (output, updated variables).':
    '不能更新 "{1}" 中的变量 "{0}"，因为集合 "{2}" 不可变。请给 {3}() 传入 mutable=["{4}"]：这时它返回（输出，更新后的变量）。',
  'Expect the `variables` (first argument) passed to apply() to be a dict with the structure {"params": ...}, but got a dict with an extra params layer, i.e. {"params": {"params": ...}}. You should instead pass in your dict\'s ["params"].':
    '传给 apply() 的 `variables`（第一个参数）应为结构 {"params": ...} 的字典，但得到的字典多了一层 params，即 {"params": {"params": ...}}。应传入其中的 ["params"]。',
  'Could not create {0} "{1}" in Module {2}: Name in use. Give each its own name, or make it once and call it twice.':
    '无法在模块 {2} 中创建 {0} "{1}"：名称已被使用。请各取一个名称，或只创建一次并调用两次。',
  'Submodule {0} must be defined in `setup()` or in a method wrapped in `@compact`: write @nn.compact above the method.':
    '子模块 {0} 必须在 `setup()` 中或在带 `@compact` 的方法中定义：请在该方法上方写 @nn.compact。',
  '{0} must be initialized in `setup()` or in a method wrapped in `@compact`: write @nn.compact above the method.':
    '{0} 必须在 `setup()` 中或在带 `@compact` 的方法中初始化：请在该方法上方写 @nn.compact。',
  "Can't call compact methods on unbound modules: initialize it with variables = module.init(key, x), then call module.apply(variables, x).":
    '不能在未绑定的模块上调用 compact 方法：先用 variables = module.init(key, x) 初始化，再调用 module.apply(variables, x)。',
  "Found data on value of type <class '{0}'> assigned to static attribute '{1}' of {2}: Flax 0.12 and later refuse it. Wrap it in nnx.{3}, or in nnx.data.":
    "赋给 {2} 的静态属性 '{1}' 的 <class '{0}'> 中含有数据：Flax 0.12 及以后的版本会拒绝。请用 nnx.{3} 或 nnx.data 包起来。",
  '{0}: input type must be an integer or unsigned integer, but it is {1}. Take x.astype(int).':
    '{0}：输入类型必须是整数或无符号整数，但它是 {1}。请用 x.astype(int)。',
  "Einsum: bias_shape={0} cannot be added: the axes of the kernel {1} that '{2}' keeps are {3}.":
    "Einsum：无法加上 bias_shape={0}：'{2}' 保留的核 {1} 的轴是 {3}。",
  '`deterministic` is False, but no `rngs` argument was provided to Dropout: make it with rngs=rngs, or call model.eval() where the model is only evaluated.':
    '`deterministic` 为 False，但没有给 Dropout `rngs` 参数：请用 rngs=rngs 创建它，或在只做评估时调用 model.eval()。',
  'Autoregressive cache not initialized: call attention.init_cache(input_shape) first, or leave decode off where all positions are there at once.':
    '自回归缓存尚未初始化：请先调用 attention.init_cache(input_shape)，或在所有位置同时给出时关闭 decode。',
  'No `{0}` argument was provided to {1} as either a __call__ argument, class attribute, or nnx.flag: make it with {2}=False, or give it to the call.':
    '{1} 既没有在调用中、也没有在构造中得到 `{0}` 参数：请用 {2}=False 创建它，或在调用时给出。',
  'RNGs must be provided to initialize the cell carry: cell.initialize_carry(input_shape, rngs).':
    '初始化单元的状态必须给出随机数流：cell.initialize_carry(input_shape, rngs)。',
  'Empty Sequential module: give it at least one layer.': 'Sequential 为空：请至少给它一层。',
  'combine_masks: masks must have as many axes as each other, but they are {0} and {1}.':
    'combine_masks：各掩码的轴数必须相同，但它们是 {0} 和 {1}。',
  '{0} was built for {1}={2}, but axis {3} of the input {4} is {5}. Use {6}={7}.':
    '{0} 是按 {1}={2} 构建的，但输入 {4} 的第 {3} 轴是 {5}。请用 {6}={7}。',
};
