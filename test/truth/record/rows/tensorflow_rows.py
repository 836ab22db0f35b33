"""Rows of tf.nn, tf.image and TensorFlow's own operations: eager ones, and static shapes in graphs with None."""

import re


def eager(expr, shape, **tensors):
    return {"framework": "tf", "kind": "functional", "expr": expr, "input": shape, **({"vars": tensors} if tensors else {})}


def graph(expr):
    """What TensorFlow 1's shape inference says: placeholders with None, no values."""
    return {"framework": "tf", "kind": "functional", "expr": expr}


def strides(d, first=False, low=1, high=3):
    a, b = d.integer(low, high), d.integer(low, high)
    if d.chance(0.5):
        b = a
    if d.chance(0.08):
        first = not first
    return str([1, 1, a, b] if first else [1, a, b, 1])


def explicit(d, first):
    edge = [[0, 0]] if d.chance(0.95) else [[1, 0]]
    space = [[d.integer(0, 2), d.integer(0, 2)] for _ in range(2)]
    return str(edge + [[0, 0]] + space if first else edge + space + [[0, 0]])


def convolution(d):
    first, channels, outputs = d.chance(0.12), d.pick(1, 2, 3, 4, 6), d.pick(1, 2, 4, 6)
    space, kernel = d.sizes(2, 1, 14), d.sizes(2, 1, 4)
    batch = d.integer(1, 3)
    x = [batch, channels, *space] if first else [batch, *space, channels]
    fan_in = channels if d.chance(0.85) else d.pick(1, 2, 3)
    same = d.pick("'SAME'", "'VALID'")
    layout = ", data_format='NCHW'" if first else ""
    any_stride = d.pick(str(d.integer(1, 3)), str(d.sizes(2, 1, 3)), strides(d, first))
    padding = d.pick(same, same, explicit(d, first))
    pair = str(d.sizes(2, 1, 3))
    kind = d.integer(0, 7)
    if kind <= 1:
        rates = d.maybe("dilations", d.pick(str(d.integer(1, 3)), pair), 0.3)
        return eager(f"tf.nn.conv2d(x, w, strides={any_stride}, padding={padding}{layout}{rates})", x, w=[*kernel, fan_in, outputs])
    if kind == 2:
        rates = d.maybe("dilations", pair, 0.3)
        return eager(f"tf.nn.depthwise_conv2d(x, w, strides={strides(d, first)}, padding={padding}{layout}{rates})", x, w=[*kernel, fan_in, d.integer(1, 3)])
    x = [batch, *space, channels]
    if kind == 3:
        multiplier = d.integer(1, 3)
        pointwise = [1, 1, channels * multiplier if d.chance(0.9) else 3, outputs]
        return eager(f"tf.nn.separable_conv2d(x, w, p, strides={strides(d)}, padding={same})", x, w=[*kernel, channels, multiplier], p=pointwise)
    if kind == 4:
        return eager(f"tf.nn.conv1d(x, w, stride={d.integer(1, 3)}, padding={same}{d.maybe('dilations', d.integer(1, 3), 0.3)})", [batch, space[0], channels], w=[kernel[0], fan_in, outputs])
    if kind == 5:
        return eager(f"tf.nn.convolution(x, w{d.maybe('strides', pair)}, padding={same}{d.maybe('dilations', pair, 0.3)})", x, w=[*kernel, fan_in, outputs])
    if kind == 6:
        return eager(f"tf.nn.atrous_conv2d(x, w, {d.integer(1, 3)}, {same})", x, w=[*kernel, fan_in, outputs])
    stride = d.integer(1, 3)
    size = [n * stride - d.pick(0, 0, 0, 1) if same == "'SAME'" else (n - 1) * stride + k + d.pick(0, 0, 0, 1, -1) for n, k in zip(space, kernel)]
    return eager(f"tf.nn.conv2d_transpose(x, w, output_shape={[batch, *size, outputs]}, strides={stride}, padding={same})", x, w=[*kernel, outputs, fan_in])


def pooling(d):
    same, x = d.pick("'SAME'", "'VALID'"), d.image(2, high=14)
    window, step = (d.pick(str(d.integer(1, 4)), str(d.sizes(2, 1, 3)), strides(d)) for _ in range(2))
    return eager(
        d.pick(
            f"tf.nn.{d.pick('max_pool', 'avg_pool', 'max_pool2d', 'avg_pool2d')}(x, ksize={window}, strides={step}, padding={same})",
            f"tf.nn.pool(x, {d.sizes(2, 1, 3)}, '{d.pick('MAX', 'AVG')}'{d.maybe('strides', d.sizes(2, 1, 3))}, padding={same}{d.maybe('dilations', d.sizes(2, 1, 2), 0.3)})",
            f"tf.image.extract_patches(x, sizes={strides(d)}, strides={strides(d)}, rates={strides(d, high=2)}, padding={same})",
            f"tf.nn.max_pool_with_argmax(x, {strides(d)}, {strides(d)}, {same})",
            f"tf.nn.dilation2d(x, tf.zeros([{d.integer(1, 3)}, {d.integer(1, 3)}, x.shape[3]]), {strides(d)}, {same}, 'NHWC', {strides(d, high=2)})",
            f"tf.nn.{d.pick('depth_to_space', 'space_to_depth')}(x, {d.integer(1, 3)})",
            f"tf.space_to_batch(x, {d.sizes(2, 1, 3)}, paddings=[{d.sizes(2, 0, 2)}, {d.sizes(2, 0, 2)}])",
        ),
        x,
    )


IMAGES = [
    "resize(x, [<1-9>, <1-9>]{|, method='nearest'|, preserve_aspect_ratio=True})",
    "{resize_with_pad|resize_with_crop_or_pad}(x, <1-9>, <1-9>)",
    "{crop_to_bounding_box(x, <0-2>, <0-2>, <1-6>, <1-6>)|pad_to_bounding_box(x, <0-2>, <0-2>, <6-12>, <6-12>)|central_crop(x, {0.5|0.3|1.0|1.5})}",
    "{rgb_to_grayscale|grayscale_to_rgb|rgb_to_hsv|flip_left_right|flip_up_down|transpose|rot90|per_image_standardization|random_flip_left_right|rgb_to_yuv|image_gradients|sobel_edges}(x)",
    "{adjust_brightness(x, 0.1)|adjust_contrast(x, 2.0)|adjust_gamma(x)|adjust_hue(x, 0.1)|adjust_saturation(x, 0.1)|random_brightness(x, 0.2)|random_crop(x, [<1-4>, <1-4>, 3])|total_variation(x)|psnr(x, x, 1.0)|ssim(x, x, 1.0)}",
    "{extract_glimpse(x, [<1-4>, <1-4>], tf.zeros([2, 2]))|crop_and_resize(x, tf.zeros([<1-4>, 4]), tf.zeros([2], tf.int32), [<1-6>, <1-6>])|convert_image_dtype(x, tf.uint8)|stateless_random_crop(x, [<1-4>, <1-4>, 3], [1, 2])}",
]


def image(d):
    batch = d.sizes(1, 1, 3) if d.chance(0.6) else []
    return eager("tf.image." + d.text(d.pick(*IMAGES)), [*batch, *d.sizes(2, 2, 9), d.pick(1, 3, 3)])


ARRAYS = [
    "tf.reduce_{sum|mean|max|min|prod}(x{|, <0-2>|, -1|, [0, 1]|, 1, True|, [], True})",
    "tf.math.reduce_{std|variance|logsumexp}(x{|, 0|, 1, keepdims=True})",
    "tf.{argmax|argmin}(x{|, <0-2>|, axis=-1})",
    "tf.{expand_dims(x, {<0-2>|-1|-2})|squeeze(x{|, <0-1>|, [1]|, -1})}",
    "tf.transpose(x{|, [1, 0]|, [0, 2, 1]|, [2, 0, 1]|, [0, 2, 3, 1]|, [0, 0]})",
    "tf.reshape(x, {[-1]|[<1-4>, -1]|[-1, <1-4>]|[<1-4>, <1-4>, -1]|[0, -1]|[-1, -1]})",
    "tf.concat([x, x{|, x}], {<0-2>|-1})",
    "tf.stack([x, x], {<0-2>|-1})",
    "tf.unstack(x{|, axis=<0-1>|, num=2})",
    "tf.split(x, {<1-4>|[1, -1]|[2, 1]}{|, <0-1>|, axis=-1})",
    "tf.tile(x, {[<1-3>, <1-3>]|[2]|[2, 1, 3]})",
    "tf.repeat(x, {<1-3>|[1, 2]}{|, axis=<0-1>|, axis=-1})",
    "tf.pad(x, {[[0, 1], [2, 0]]|[[1, 1]]|[[1, 0], [0, 1], [2, 2]]}{|, 'REFLECT'|, 'SYMMETRIC'|, 'CONSTANT', 1.0})",
    "tf.slice(x, {[0]|[0, 1]|[1, 0, 0]}, {[1]|[1, <1-3>]|[-1, 1]|[1, -1, 2]})",
    "x[{<0-3>|1:|::2|..., 0|:, 1|None|:, None|:, ::-1|-1|1:3, 0|0, 0|..., None|:, -2:|:, :, 0}]",
    "tf.gather(x, {[0, 0]|0|[[0], [0]]}{|, axis=<0-1>|, axis=-1})",
    "tf.gather_nd(x, {[[0]]|[[0, 0]]|[0]|[[[0, 0]]]|[[0, 0, 0, 0, 0]]})",
    "tf.where(x > 0, x, {0.0|x|tf.zeros_like(x)})",
    "tf.reverse(x, {[0]|[1]|[-1]|[0, 1]|[5]})",
    "tf.matmul(x, x{|, transpose_b=True|, transpose_a=True})",
    "tf.{tensordot(x, x, <0-2>)|einsum('{ij,jk->ik|ij,ij->i|bij,bkj->bik|...ij->...ji}', x, x)|linalg.matmul(x, x)|linalg.diag(x)|linalg.diag_part(x)|linalg.trace(x)|linalg.band_part(x, 0, -1)}",
    "tf.nn.{softmax|log_softmax}(x{|, axis=0|, -1})",
    "tf.nn.{moments(x, {[0]|[0, 1]|[-1]}{|, keepdims=True})|l2_normalize(x, <0-1>)|top_k(x, <1-3>)|embedding_lookup(x, [[0, 0]])|bias_add(x, tf.zeros([<1-5>]))|dropout(x, 0.5)|l2_loss(x)|weighted_moments(x, [0], 1.0)|sufficient_statistics(x, [0])}",
    "tf.one_hot(tf.cast(x, tf.int32), <2-5>{|, axis=0|, axis=-1})",
    "tf.math.{cumsum(x, <0-1>)|top_k(x, <1-2>)|segment_sum(x, tf.zeros([x.shape[0]], tf.int32))|unsorted_segment_sum(x, tf.zeros([x.shape[0]], tf.int32), <1-4>)|confusion_matrix([0, 1], [1, 0], num_classes=<2-4>)}",
    "tf.{sequence_mask([1, 2], <2-5>)|broadcast_to(x, [<1-3>, <1-4>, <1-4>])|meshgrid(x[0], x[0])|sort(x)|cast(x, tf.int32)|shape(x)|size(x)|rank(x)|range(<1-5>)|linspace(0.0, 1.0, <2-5>)|eye(<1-4>)|fill([<1-3>, 2], 0.0)|zeros_like(x)}",
    "tf.random.{normal([<1-3>, 2])|stateless_normal([<1-3>, 2], [1, 2])|stateless_uniform([<1-3>], [1, 2])|categorical(x, <1-4>)|shuffle(x)|stateless_categorical(x, <1-4>, [1, 2])|gamma([<1-3>], [1.0, 2.0])}",
    "tf.signal.{frame(x, <1-4>, <1-3>{|, pad_end=True})|fft(tf.cast(x, tf.complex64))|rfft(x)|stft(x, <2-4>, <1-3>)|overlap_and_add(x, <1-3>)|dct(x)}",
    "tf.nn.{sparse_softmax_cross_entropy_with_logits(tf.zeros([<1-3>], tf.int32), x)|softmax_cross_entropy_with_logits(x, x)|sigmoid_cross_entropy_with_logits(x, x)|in_top_k([0, 0], x, 1)}",
]


def array(d):
    return eager(d.text(d.pick(*ARRAYS)), d.sizes(d.pick(1, 2, 2, 3, 3, 4), 1, 5))


GRAPHS = [
    "tf.nn.conv2d({x}, tf.zeros([{k}, {k2}, {c}, {o}]), [1, {s}, {s}, 1], {p})",
    "tf.nn.depthwise_conv2d({x}, tf.zeros([{k}, {k2}, {c}, {o}]), [1, {s}, {s}, 1], {p})",
    "tf.nn.max_pool({x}, [1, {k}, {k2}, 1], [1, {s}, {s}, 1], {p})",
    "tf.image.resize({x}, [{k}, {k2}])",
    "tf.image.resize({x}, tf.shape({x})[1:3] * 2)",
    "tf.image.resize_with_crop_or_pad({x}, {k}, {k2})",
    "tf.reshape({x}, [-1, {k}])",
    "tf.reshape({x}, [tf.shape({x})[0], -1])",
    "tf.reshape({x}, [-1, {h} * {h} * {c}])",
    "tf.concat([{x}, {x}], {k} - 1)",
    "tf.reduce_mean({x}, [1, 2])",
    "tf.transpose({x}, [0, 3, 1, 2])",
    "tf.pad({x}, [[0, 0], [{s}, {s}], [{s}, 0], [0, 0]])",
    "tf.nn.space_to_depth({x}, 2)",
    "tf.split({x}, {s}, 3)",
    "tf.unstack({x}, axis={s})",
    "tf.expand_dims(tf.squeeze({x}), 0)",
    "tf.matmul(tf.reshape({x}, [-1, {c}]), tf.zeros([{c}, {o}]))",
    "tf.nn.bias_add({x}, tf.zeros([{c}]))",
    "{x}[:, ::{s}, {s}:-1]",
    "{x} + tf.compat.v1.placeholder(tf.float32, [{k}, 1, 1, 1])",
    "tf.tile({x}, [1, 2, tf.shape({x})[1], 1])",
    "tf.image.extract_patches({x}, [1, {k}, {k}, 1], [1, {s}, {s}, 1], [1, 1, 1, 1], {p})",
    "tf.batch_to_space(tf.space_to_batch({x}, [2, 2], [[0, 0], [0, 0]]), [2, 2], [[0, 0], [0, 0]])",
    "tf.boolean_mask({x}, tf.reduce_sum({x}, [1, 2, 3]) > 0)",
    "tf.gather({x}, tf.compat.v1.placeholder(tf.int32, [None, {k}]))",
    "tf.while_loop(lambda i, v: i < 3, lambda i, v: (i + 1, v * 2.0), [0, {x}])[1]",
    "tf.map_fn(lambda v: tf.reduce_sum(v, 0), {x})",
    "tf.stack([{x}, {x}], axis={s})",
    "tf.ones_like({x})[..., :1] * {x}",
    "tf.einsum('bhwc,bhwd->bcd', {x}, {x})",
    "tf.strided_slice({x}, [0, 0, 0, 0], tf.shape({x}), [1, {s}, {s}, 1])",
    "tf.zeros([tf.shape({x})[0], {k}])",
    "tf.nn.softmax_cross_entropy_with_logits(labels={x}, logits={x})",
    "tf.compat.v1.placeholder_with_default({x}, [None, None, None, {c}])",
    "tf.cond(tf.compat.v1.placeholder(tf.bool, []), lambda: {x}, lambda: {x}[:1])",
]


def placeholder(d):
    height, channels = d.integer(3, 9), d.pick(1, 3, 4, 8)
    shape = [d.pick(None, None, 2, 4), height if d.chance(0.75) else None, height if d.chance(0.75) else None, channels if d.chance(0.92) else None]
    x = f"tf.compat.v1.placeholder(tf.float32, {shape})"
    known = {"x": x, "h": height, "c": channels, "o": d.pick(1, 2, 5), "k": d.integer(1, 4), "k2": d.integer(1, 4), "s": d.integer(1, 3), "p": d.pick("'SAME'", "'VALID'")}
    return graph(re.sub(r"\{(\w+)\}", lambda m: str(known[m[1]]), d.pick(*GRAPHS)))


FAMILIES = [(4, convolution), (2, pooling), (3, image), (5, array), (4, placeholder)]
