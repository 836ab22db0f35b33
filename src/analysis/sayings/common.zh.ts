/** What Python, NumPy and einops say, in Chinese. */
export const COMMON_SAYINGS_ZH: Readonly<Record<string, string>> = {
  'this is not one expression: {0}': '这不是一个表达式：{0}',
  'Write a layer, then @ and the size that it gets: {0}': '先写层，再写 @ 和它的输入大小：{0}',
  'Its arguments are missing: write it as in {0}': '还缺参数：请写成 {0} 这样',
  'Is {0} meant?': '是指 {0} 吗？',
  '{0} is one size, and this layer works on {1} axes. Write all of them, as in @ {2}':
    '{0} 只是一个大小，而这个层作用于 {1} 个轴。请全部写出，如 @ {2}',
  "output with shape {0} doesn't match the broadcast shape {1}": '输出的形状为 {0}，与广播后的形状 {1} 不符',
  "non-broadcastable output operand with shape {0} doesn't match the broadcast shape {1}":
    '输出操作数的形状为 {0}，不能广播，与广播后的形状 {1} 不符',
  'shape mismatch: value tensor of shape [{0}] cannot be broadcast to indexing result of shape [{1}]':
    '形状不符：形状为 [{0}] 的值无法广播到索引结果的形状 [{1}]',
  'could not broadcast input array from shape {0} into shape {1}': '形状为 {0} 的数组无法广播到形状 {1}',
  'negative dimensions are not allowed: {0} in ({1})': '不允许负的大小：({1}) 中的 {0}',
  '{0} takes a tensor or a list of tensors first, then the pattern; the first argument is {1}.':
    '{0} 的第一个参数是张量或张量列表，然后是模式；这里的第一个参数是 {1}。',
  "einops.reduce: unknown reduction '{0}'. Use one of {1}.": "einops.reduce：没有归约方式 '{0}'。请用 {1} 之一。",
  "einops.einsum('{0}') must contain '->'.": "einops.einsum('{0}') 中必须有 '->'。",
  "einops.einsum('{0}'): parentheses are not supported in einsum; use rearrange before or after.":
    "einops.einsum('{0}')：einsum 不支持括号；请在前后使用 rearrange。",
  "{0}('{1}'): the pattern must have exactly one *.": "{0}('{1}')：模式中必须恰好有一个 *。",
  "einops.pack('{0}') needs at least {1} axes, but a tensor has {2}.":
    "einops.pack('{0}') 至少需要 {1} 个轴，但有一个张量为 {2} 维。",
  "einops.pack('{0}'): tensors must agree outside the *, but one has {1} and another {2} there.":
    "einops.pack('{0}')：各张量在 * 以外的轴上必须相同，但该处一个为 {1}，另一个为 {2}。",
  "einops.unpack('{0}') needs {1} axes, but the tensor has {2}.":
    "einops.unpack('{0}') 需要 {1} 个轴，但张量为 {2} 维。",
  "einops.unpack('{0}'): the shapes hold {1} elements, but the packed axis has {2}.":
    "einops.unpack('{0}')：各形状共有 {1} 个元素，但打包的轴为 {2}。",
  "einops.unpack('{0}'): {1} elements are left, which {2} does not divide.":
    "einops.unpack('{0}')：还剩 {1} 个元素，不能被 {2} 整除。",
  "einops.parse_shape('{0}') names {1} axes, but the tensor has {2}.":
    "einops.parse_shape('{0}') 写了 {1} 个轴，但张量为 {2} 维。",
  "EinMix('{0}'): give the size of the axis '{1}' of the weight, for example {2}=64.":
    "EinMix('{0}')：请给出权重的轴 '{1}' 的大小，例如 {2}=64。",
  "EinMix('{0}'): the axis '{1}' of the output is neither in the input nor in weight_shape.":
    "EinMix('{0}')：输出的轴 '{1}' 既不在输入中，也不在 weight_shape 中。",
  "einops pattern '{0}': {1}": "einops 模式 '{0}'：{1}",
  "'{0}' is no name for an axis.": "'{0}' 不是合法的轴名。",
  "the axis '{0}' must not start or end with an underscore.": "轴名 '{0}' 不能以下划线开头或结尾。",
  'dots may stand only as an ellipsis, `...`.': '点号只能写成省略号 `...`。',
  'parentheses must not stand inside parentheses.': '括号内不能再有括号。',
  'the parentheses are not balanced.': '括号不成对。',
  '`...` may stand only once on a side.': '每一侧只能有一个 `...`。',
  'the size of an axis must be positive.': '轴的大小必须为正。',
  "the axis '{0}' stands twice on one side.": "轴 '{0}' 在同一侧出现了两次。",
  "it must have one '->' between the input and the output.": "输入与输出之间必须有一个 '->'。",
  "{0}: '...' stands on the right but not on the left.": "{0}：'...' 在右侧，却不在左侧。",
  "{0}: '...' in parentheses is not allowed on the left.": "{0}：左侧的 '...' 不能在括号内。",
  '{0}: sizes other than 1 need a name: write (h 2) as (h p) and give p=2.':
    '{0}：1 以外的大小需要名称：请把 (h 2) 写成 (h p)，并给出 p=2。',
  "{0}: '...' must stand on both sides.": "{0}：'...' 必须在两侧都有。",
  '{0}: {1} must stand on both sides. Use reduce to drop an axis, repeat to add one.':
    '{0}：{1} 必须在两侧都有。去掉轴请用 reduce，增加轴请用 repeat。',
  '{0}: {1} of the input is missing on the right; repeat keeps every axis.':
    '{0}：输入的 {1} 不在右侧；repeat 保留所有的轴。',
  '{0}: give the size of the new axis {1}, for example {2}=2.': '{0}：请给出新轴 {1} 的大小，例如 {2}=2。',
  '{0}: {1} stands only on the right; reduce makes no new axes, repeat does.':
    '{0}：{1} 只在右侧；reduce 不产生新轴，repeat 才会。',
  '{0}: a size is given for {1}, which the pattern does not name.': '{0}：给出了 {1} 的大小，但模式中没有它。',
  '{0}: the pattern names {1} axes, but the input {2} has {3}.': '{0}：模式写了 {1} 个轴，但输入 {2} 为 {3} 维。',
  '{0}: the pattern names at least {1} axes, but the input {2} has {3}.':
    '{0}：模式至少有 {1} 个轴，但输入 {2} 为 {3} 维。',
  '{0}: the sizes of {1} in {2} cannot be told from one axis: give all but one of them.':
    '{0}：由一个轴无法推出 {2} 中 {1} 的大小：请给出除其中一个以外的大小。',
  '{0}: {1} is {2}, but the axis of the input is {3}.': '{0}：{1} 为 {2}，但输入的轴为 {3}。',
  '{0}: the axis {1} of {2} cannot be divided into parts of {3}.': '{0}：大小为 {2} 的轴 {1} 不能分成每份 {3}。',
  'axis {0} of {1} is out of bounds for an array of dimension 0': '{1} 的轴 {0} 超出范围：数组为 0 维',
  'not enough values to unpack (expected {0}, got {1})': '可解包的值不够（需要 {0} 个，得到 {1} 个）',
  'at least {0}': '至少 {0}',
  'too many values to unpack (expected {0})': '要解包的值太多（需要 {0} 个）',
  'the shape has {0} sizes: {1}': '该形状有 {0} 个大小：{1}',
  'this assertion about a shape fails': '这个关于形状的断言不成立',
  'only one element tensors can be converted to Python scalars, and one in the list has {0}: use torch.stack for a list of tensors':
    '只有一个元素的张量才能转换为 Python 标量，而列表中有一个张量有 {0} 个元素：张量的列表请用 torch.stack',
  '{0}() takes vectors: arrays of one axis.': '{0}() 只接受向量，即只有一个轴的数组。',
  '{0} takes square matrices, but the array is {1}: its last two axes must be equal.':
    '{0} 只接受方阵，而数组为 {1}：最后两个轴必须相等。',
  '{0} takes matrices, but the array is {1}: it needs at least two axes.':
    '{0} 的输入应为矩阵，但数组是 {1}：至少需要两个轴。',
  '{0}: x of {1} must be a vector, and y of {2} one or a matrix of such.':
    '{0}：{1} 的 x 必须是向量，{2} 的 y 必须是向量或由向量组成的矩阵。',
  "Unsupported QR decomposition mode '{0}'": "不支持的 QR 分解 mode：'{0}'",
  "Unrecognized mode '{0}': qr takes 'reduced', 'complete', 'r' or 'raw'.":
    "无法识别的 mode '{0}'：qr 可用 'reduced'、'complete'、'r' 或 'raw'。",
  '{0}: indices of {1} must have as many axes as the array {2}.': '{0}：{1} 的 indices 必须与数组 {2} 有同样多的轴。',
  'cross() takes vectors of 2 or 3 elements, not of {0}.': 'cross() 的输入应为 2 个或 3 个元素的向量，而不是 {0} 个。',
  '{0} takes at most 2 axes, but the array is {1}.': '{0} 最多接受 2 个轴，但数组是 {1}。',
  '{0}: xp of {1} and fp of {2} are not of the same length.': '{0}：{1} 的 xp 与 {2} 的 fp 长度不同。',
  'multi_dot takes matrices; only the first and the last may be vectors.':
    'multi_dot 接受矩阵；只有第一个和最后一个可以是向量。',
  'boolean subtract, the {0} operator, is not supported: use the ^ operator or logical_xor instead.':
    '不支持对布尔值做减法（{0}）：请改用 ^ 运算符或 logical_xor。',
  'boolean negative, the {0} operator, is not supported: use the ~ operator or logical_not instead.':
    '不支持对布尔值取负（{0}）：请改用 ~ 运算符或 logical_not。',
  "unsupported operand type(s) for {0}: '{1}' and '{2}'. The layer must be called first.":
    '{0} 不支持这样的操作数类型：“{1}”与“{2}”。必须先调用该层。',
  "unsupported operand type(s) for {0}: '{1}' and '{2}'": '{0} 不支持这样的操作数类型：“{1}”与“{2}”',
  "unsupported operand type(s) for {0}: '{1}' and '{2}'. The tuple holds {3} values: take one of them, as in [0].":
    '{0} 不支持这样的操作数类型：“{1}”与“{2}”。元组里有 {3} 个值：请取其中一个，例如 [0]。',
  "{0}() got an unexpected keyword argument '{1}'": "{0}() 得到了意外的关键字参数 '{1}'",
  "{0}() got an unexpected keyword argument '{1}'. Did you mean '{2}'?":
    "{0}() 得到了意外的关键字参数 '{1}'。是否想写 '{2}'？",
  "{0}() got multiple values for argument '{1}'": "{0}() 的参数 '{1}' 得到了多个值",
  '{0}() takes 1 positional argument but {1} were given': '{0}() 接受 1 个位置参数，但给了 {1} 个',
  '{0}() takes {1} positional arguments but {2} were given': '{0}() 接受 {1} 个位置参数，但给了 {2} 个',
  '{0}() missing 1 required argument: {1}': '{0}() 缺少 1 个必需参数：{1}',
  '{0}() missing {1} required arguments: {2}': '{0}() 缺少 {1} 个必需参数：{2}',
  'super() argument 1 must be a type, not {0}: write super().__init__() without arguments.':
    'super() 的第 1 个参数必须是类型，而不是 {0}：请写不带参数的 super().__init__()。',
  'super(type, obj): obj must be an instance or subtype of type: {0} is no {1}. Write super() without arguments.':
    'super(type, obj)：obj 必须是 type 的实例或子类型：{0} 不是 {1}。请写不带参数的 super()。',
  "'{0}' object has no attribute '{1}'": "'{0}' 对象没有属性 '{1}'",
  "'{0}' object is not callable": "'{0}' 对象不可调用",
  "'{0}' object is not subscriptable": "'{0}' 对象不可用下标",
  "An index must hold integers or truths, but this one is {0}. Convert it first, with .long() or .astype('int64').":
    "索引必须是整数或布尔值，但它是 {0}。请先用 .long() 或 .astype('int64') 转换。",
  "Cannot cast ufunc '{0}' output from dtype('{1}') to dtype('{2}') with casting rule 'same_kind': convert the array first, as with x.astype('{3}').":
    "ufunc '{0}' 的结果不能按 'same_kind' 规则从 dtype('{1}') 转换为 dtype('{2}')：请先转换数组，例如 x.astype('{3}')。",
  'The tensor is {0} and what is put into it {1}, but both must have one dtype. Convert the value with .to(x.dtype).':
    '张量为 {0}，写入的值为 {1}，但两者的数据类型必须相同。请用 .to(x.dtype) 转换该值。',
  '{0} is not supported for floats: convert the operands to integers or bools first':
    '{0} 不支持浮点数：请先把操作数转换为整数或布尔值',
  '{0} must be an integer, not the float {1}. Divide with //, or convert it with int().':
    '{0} 必须是整数，而不是浮点数 {1}。请用 // 做除法，或用 int() 转换。',
  '{0}: the result is {1}, which is not written into a tensor of {2}. Write x = x {3} … instead, or convert the tensor first.':
    '{0}：结果为 {1}，不能写入 {2} 的张量。请改写为 x = x {3} …，或先转换该张量。',
  'only integer scalar arrays can be converted to a scalar index: {0} is an array of shape {1}. Give several arrays as one list, [a, b].':
    '只有整数标量数组能转换为标量索引：{0} 是形状为 {1} 的数组。多个数组请放在一个列表里：[a, b]。',
  "Cannot interpret '{0}' as a data type. Give all sizes as one tuple, as in zeros((2, 3)).":
    "不能把 '{0}' 解释为数据类型。请把所有大小放在一个元组里，如 zeros((2, 3))。",
  "cannot assign to field '{0}': objects of {1} are frozen. Make another with {2}.":
    "不能给字段 '{0}' 赋值：{1} 的对象是冻结的。请用 {2} 创建另一个。",
};
