"""Rows of Flax's linen and nnx layers and of jax, jax.numpy, jax.lax, jax.nn."""


def linen(expr, shape):
    return {"framework": "flax", "kind": "module", "expr": expr, "input": shape}


def operation(expr, shape, **tensors):
    return {"framework": "flax", "kind": "op", "expr": expr, "input": shape, **({"vars": tensors} if tensors else {})}


def pads(d, rank):
    return str([(d.integer(0, 2), d.integer(0, 2)) for _ in range(rank)])


def window(d, rank):
    """A kernel size: linen and nnx want one number for each axis, and take one number for one axis."""
    return f"({', '.join(str(d.integer(1, 4)) for _ in range(rank))}{',' if rank == 1 else ''})"


def convolution_options(d, rank, transposed=False):
    padding = d.pick("'SAME'", "'VALID'", "'VALID'", "'CIRCULAR'", pads(d, rank), str(d.integer(0, 2)))
    if not transposed and d.chance(0.1):
        padding = d.pick("'CAUSAL'", "'REFLECT'")
    return (
        d.maybe("strides", d.pick(str(d.integer(1, 3)), window(d, rank)) if not transposed else window(d, rank), 0.6)
        + d.maybe("padding", padding, 0.7)
        + d.maybe("kernel_dilation", d.pick("2", window(d, rank)) if not transposed else window(d, rank), 0.2)
        + ("" if transposed else d.maybe("input_dilation", "2", 0.08) + d.maybe("feature_group_count", "2", 0.2))
        + (d.maybe("transpose_kernel", "True", 0.2) if transposed else "")
        + d.maybe("use_bias", "False", 0.3)
    )


def convolution(d):
    rank, transposed = d.pick(1, 2, 2, 3), d.chance(0.35)
    name = "ConvTranspose" if transposed else "Conv"
    expr = f"nn.{name}({d.pick(1, 2, 4, 6)}, {window(d, rank)}{convolution_options(d, rank, transposed)})"
    return linen(expr, d.image(rank, high=11) if d.chance(0.9) else d.sizes(d.integer(1, 5)))


LAYERS = [
    "Dense(<1-6>{|, use_bias=False})",
    "DenseGeneral({<1-4>|(2, 3)}{|, axis=(-2, -1)|, axis=1|, batch_dims=(0,)})",
    "{BatchNorm(use_running_average=True)|LayerNorm()|GroupNorm(<1-4>)|GroupNorm(num_groups=None, group_size=<1-3>)|RMSNorm()|InstanceNorm()}",
    "{LayerNorm(use_bias=False)|LayerNorm(reduction_axes=(1,), feature_axes=(1,))|BatchNorm(use_running_average=True, axis=1)|WeightNorm(nn.Dense(3))}",
    "Embed(<2-10>, <1-6>)",
    "{Dropout(0.5, deterministic=True)|PReLU()|Sequential([nn.Dense(4), nn.relu, nn.Dense(2)])|Einsum((3, 4), '...a,ab->...b')}",
    "ConvLocal(<1-4>, {(<1-3>,)|(<1-3>, <1-3>)}{|, padding='VALID'|, strides=<1-2>})",
    "{MultiHeadDotProductAttention(<1-3>)|SelfAttention(2)|MultiHeadDotProductAttention(2, qkv_features=<4-8>, out_features=3)}",
    "RNN(nn.{LSTMCell|GRUCell|SimpleCell|OptimizedLSTMCell|MGUCell}(<1-5>){|, return_carry=True|, reverse=True|, time_major=True})",
    "RNN(nn.ConvLSTMCell(<1-4>, (<1-3>, <1-3>)))",
    "Bidirectional(nn.RNN(nn.LSTMCell(<1-4>)), nn.RNN(nn.GRUCell(<1-4>)))",
]


def layer(d):
    expr = d.text(d.pick(*LAYERS))
    rank = d.pick(2, 3, 3, 4, 4, 5) if d.chance(0.9) else 1
    return linen(f"nn.{expr}", d.sizes(rank, 1, 9))


NNX_LAYERS = [
    "Linear({c}, <1-6>{|, use_bias=False})",
    "LinearGeneral({c}, {<1-4>|(2, 3)})",
    "{BatchNorm({c}, use_running_average=True)|LayerNorm({c})|LayerNorm({c}, use_scale=False)|GroupNorm({c}, <1-3>)|RMSNorm({c})|InstanceNorm({c})}",
    "{Dropout(0.5, deterministic=True)|Embed(<2-9>, <1-6>)|Einsum('ab,bc->ac', ({c}, <1-4>), None)}",
    "MultiHeadAttention(<1-2>, {c}{|, <2-6>}, decode=False, deterministic=True)",
    "RNN(nnx.{LSTMCell|GRUCell|SimpleCell|OptimizedLSTMCell}({c}, <1-5>, rngs=nnx.Rngs(0)){|, return_carry=True|, reverse=True|, time_major=True})",
    "PReLU()",
]


def nnx(d):
    """nnx layers are told what they take; sometimes it is not what comes."""
    channels = d.pick(1, 2, 3, 4, 6)
    told = channels if d.chance(0.9) else channels + 1
    if d.chance(0.55):
        rank, transposed = d.pick(1, 2, 2, 3), d.chance(0.3)
        name = "ConvTranspose" if transposed else "Conv"
        options = convolution_options(d, rank, transposed)
        expr = f"nnx.{name}({told}, {d.pick(1, 2, 4, 6)}, {window(d, rank)}{options}, rngs=nnx.Rngs(0))"
        return linen(expr, [*d.sizes(1, 1, 3), *d.sizes(rank, 1, 11), channels])
    expr = d.text(d.pick(*NNX_LAYERS).replace("{c}", str(told)))
    if "RNN" in expr or "Dropout" in expr or "PReLU" in expr:
        expr = f"nnx.{expr}"
    else:
        expr = f"nnx.{expr[:-1]}, rngs=nnx.Rngs(0))"
    return linen(expr, [*d.sizes(d.pick(1, 2, 2, 3), 1, 6), channels])


def dilated(d):
    """jax.lax.conv_general_dilated with all it takes."""
    rank = d.pick(1, 2, 2, 3)
    channels, outputs = d.pick(1, 2, 4), d.pick(1, 2, 4, 6)
    groups = d.pick(1, 1, 1, 2)
    space, kernel = d.sizes(rank, 1, 10), d.sizes(rank, 1, 4)
    axes = "HWD"[:rank] if rank > 1 else "W"
    lhs = d.pick("NC" + axes, "N" + axes + "C")
    rhs = d.pick("OI" + axes, axes + "IO")
    out = d.pick(lhs, "NC" + axes, "N" + axes + "C")
    sizes = dict(zip(axes, space)) | {"N": d.integer(1, 4), "C": channels}
    filters = dict(zip(axes, kernel)) | {"O": outputs, "I": max(1, channels // groups) if d.chance(0.92) else 3}
    padding = d.pick("'SAME'", "'VALID'", "'SAME_LOWER'", pads(d, rank))
    options = (
        d.maybe("lhs_dilation", window(d, rank), 0.2)
        + d.maybe("rhs_dilation", window(d, rank), 0.3)
        + f", dimension_numbers=('{lhs}', '{rhs}', '{out}')"
        + (f", feature_group_count={groups}" if groups > 1 else "")
        + d.maybe("batch_group_count", "2", 0.06)
    )
    expr = f"jax.lax.conv_general_dilated(x, w, {window(d, rank)}, {padding}{options})"
    return operation(expr, [sizes[a] for a in lhs], w=[filters[a] for a in rhs])


OPERATIONS = [
    "jnp.{sum|mean|max|min|prod|std|var|any|all|argmax|argmin|median|ptp|nanmean|count_nonzero}(x{|, <0-2>|, axis=-1, keepdims=True})",
    "jnp.{cumsum|sort|argsort|flip|diff}(x{|, axis=<0-1>})",
    "{jnp.reshape(x, {-1|(<1-4>, -1)|(-1, <1-4>)|(<1-4>, -1, 2)})|x.reshape({-1|<1-4>, -1|-1, <1-4>})}",
    "jnp.transpose(x{|, (1, 0)|, (0, 2, 1)|, (2, 0, 1)})",
    "jnp.{swapaxes(x, 0, 1)|moveaxis(x, 0, -1)|rot90(x)|ravel(x)|atleast_3d(x)|tril(x)|diag(x)|diagonal(x)|trace(x)|vander(x)|corrcoef(x)|cov(x)|histogram(x, <2-5>)|interp(x, jnp.arange(3.0), jnp.arange(3.0))}",
    "jnp.{eye(<1-4>, <1-4>)|linspace(0, 1, <2-5>)|percentile(x, 50)|apply_along_axis(jnp.sum, 0, x)|block([[x, x]])|broadcast_to(x, (<1-3>,) + x.shape)|append(x, x)|resize(x, (2, <1-3>))|convolve(x, x)|polyval(x, x)|cross(x, x)}",
    "jnp.{kron(x, x)|outer(x, x)|inner(x, x)|vdot(x, x)|dot(x, x)|matmul(x, x)|tensordot(x, x, <0-2>)|einsum('{ij,ij->i|ij,jk->ik|bij,bkj->bik}', x, x)|meshgrid(x, x)|where(x > 0, x, 0)|average(x, <0-1>)|tile(x, (<1-3>, 1))|repeat(x, <1-3>{|, axis=0})}",
    "jnp.{roll(x, 1, 0)|pad(x, <0-2>)|pad(x, ((0, 1), (2, 0)))|expand_dims(x, (0, -1))|squeeze(x{|, <0-1>})|stack([x, x], <0-1>)|concatenate([x, x], <0-1>)|hstack([x, x])|vstack([x, x])|split(x, <1-3>{|, axis=1})|array_split(x, 3)|take(x, jnp.array([0, 1]), axis=0)}",
    "jnp.linalg.{norm(x{|, axis=0})|det(x)|inv(x)|qr(x)|svd(x{|, full_matrices=False})|eigh(x)|cholesky(x)|pinv(x)|slogdet(x)|solve(x, x)|matrix_power(x, 2)|multi_dot([x, x])|trace(x)|svdvals(x)|matrix_norm(x)|tensorinv(x)}",
    "jnp.fft.{fft|rfft|irfft|fft2|rfft2|fftn|fftshift}(x)",
    "x[{<0-2>|1:|::2|..., 0|:, 1|None|:, None|jnp.array([0, 1])|:, jnp.array([0])|-1|0, 0}]",
    "x.at[{0|1:|:, 0|..., 0}].{set(1.0)|mul(2.0)|get()}",
    "x.{T|mT|sum(<0-1>)|mean(axis=1)|ravel()|squeeze()|astype('int32')|transpose()|swapaxes(0, 1)|repeat(2{|, 0})|cumsum()|dot(x)|argsort()|sort()|view('int32')|take(0)}",
    "jax.lax.{reduce_window(x, 0.0, jax.lax.add, (<1-2>,) * x.ndim, (<1-2>,) * x.ndim, '{SAME|VALID}')|pad(x, 0.0, [(1, 0, <0-2>)] * x.ndim)|slice_in_dim(x, 0, <1-3>, axis=0)|dynamic_slice_in_dim(x, 0, 2)|broadcast(x, (2,))|expand_dims(x, (0,))|top_k(x, <1-3>)|cumsum(x, 0)}",
    "jax.lax.{dot_general(x, x, (((0,), (0,)), ((), ())))|concatenate([x, x], <0-1>)|scan(lambda c, v: (c + v, v), x[0], x)|map(lambda v: v.sum(), x)|fori_loop(0, 3, lambda i, v: v + i, x)|cond(True, lambda v: v, lambda v: v * 2, x)|index_in_dim(x, 0{|, keepdims=False})|collapse(x, 0{|, 2})|split(x, [1, x.shape[0] - 1], 0)}",
    "jax.nn.{one_hot(x.astype(int), <2-5>{|, axis=0})|glu(x)|softmax(x, axis=0)|logsumexp(x{|, axis=0})|dot_product_attention(x[None], x[None], x[None])|standardize(x)|gelu(x)}",
    "jax.image.resize(x, (<1-4>,) + x.shape[1:], '{nearest|bilinear|cubic}')",
    "jax.vmap({jnp.sum|lambda v: v * 2|jnp.sort|lambda v: jnp.outer(v, v)}{|, out_axes=1})(x)",
    "jax.random.{normal(jax.random.key(0), (<1-3>, 2))|split(jax.random.PRNGKey(0), <1-4>)|permutation(jax.random.key(0), x)|choice(jax.random.key(0), x, (<1-3>,))|categorical(jax.random.key(0), x)|bernoulli(jax.random.key(0), 0.5, (2,))|multivariate_normal(jax.random.key(0), jnp.zeros(3), jnp.eye(3), (<1-3>,))}",
    "jax.{grad(lambda v: v.sum())(x)|value_and_grad(lambda v: v.sum())(x)|jit(lambda v: v + 1)(x)|jacfwd(lambda v: v.sum(0))(x)|jacrev(lambda v: v * 2)(x)|hessian(lambda v: (v ** 2).sum())(x)|ops.segment_sum(x, jnp.zeros(x.shape[0], int), 3)|scipy.special.logsumexp(x, axis=0)|scipy.signal.convolve(x, x{|, mode='same'})}",
]


def jax(d):
    expr, shape = d.text(d.pick(*OPERATIONS)), d.sizes(d.pick(1, 2, 2, 3, 3, 4), 1, 5)
    if "linalg" in expr and d.chance(0.7):
        side = d.integer(1, 4)
        shape = [*(d.sizes(1, 1, 3) if d.chance(0.4) else []), side, side]
    return operation(expr, shape)


FAMILIES = [(4, convolution), (3, layer), (4, nnx), (3, dilated), (5, jax)]
