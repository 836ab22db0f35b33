"""Rows of keras.layers and keras.ops, on symbolic inputs whose sizes may be None."""

import re


def layer(expr, shape):
    return {"framework": "keras", "kind": "module", "expr": expr, "input": shape}


def operation(expr, shape):
    return {"framework": "keras", "kind": "functional", "expr": expr, "input": shape}


def convolution(d):
    kind = d.pick("Conv", "Conv", "Transpose", "Depthwise", "Separable")
    rank = d.pick(1, 2, 2, 2, 3) if kind in ("Conv", "Transpose") else d.pick(1, 2, 2)
    first = d.chance(0.15)
    padding = d.pick("'valid'", "'same'", "'same'", "'VALID'") if d.chance(0.93) else d.pick("'causal'", "'full'", "1")
    options = (
        d.maybe("strides", d.per_axis(rank, 1, 3))
        + d.maybe("dilation_rate", d.per_axis(rank, 1, 3), 0.25)
        + d.maybe("padding", padding, 0.7)
        + (", data_format='channels_first'" if first else "")
        + d.maybe("use_bias", "False", 0.3)
    )
    kernel, filters = d.per_axis(rank, 1, 5), d.pick(1, 2, 4, 6, 8)
    multiplier = d.maybe("depth_multiplier", d.integer(1, 3))
    expr = {
        "Conv": f"Conv{rank}D({filters}, {kernel}{options}{d.maybe('groups', d.pick(1, 2, 2, 3, 4), 0.3)})",
        "Transpose": f"Conv{rank}DTranspose({filters}, {kernel}{options}{d.maybe('output_padding', d.per_axis(rank, 0, 2), 0.3)})",
        "Depthwise": f"DepthwiseConv{rank}D({kernel}{options}{multiplier})",
        "Separable": f"SeparableConv{rank}D({filters}, {kernel}{options}{multiplier})",
    }[kind]
    shape = d.image(rank, first, unknown=0.15) if d.chance(0.96) else d.sizes(d.integer(1, 6))
    return layer(f"keras.layers.{expr}", shape)


def resizing(d):
    """Pooling, padding, cropping, upsampling."""
    rank, kind = d.pick(1, 2, 2, 3), d.pick("pool", "pool", "global", "adaptive", "up", "pad", "crop")
    first = d.chance(0.2) and not (kind in ("up", "pad", "crop") and rank == 1)
    layout = ", data_format='channels_first'" if first else ""
    margins = d.per_axis(rank, 0, 3)
    if rank > 1 and d.chance(0.3):
        margins = f"({', '.join(f'({d.integer(0, 3)}, {d.integer(0, 3)})' for _ in range(rank))})"
    average, same = d.pick("Max", "Average"), d.pick("'valid'", "'same'")
    expr = {
        "pool": f"{average}Pooling{rank}D({d.per_axis(rank, 1, 4)}{d.maybe('strides', d.per_axis(rank, 1, 3))}{d.maybe('padding', same)}{layout})",
        "global": f"Global{average}Pooling{rank}D(keepdims={d.pick(True, False)}{layout})",
        "adaptive": f"Adaptive{average}Pooling{rank}D({d.per_axis(rank, 1, 6)}{layout})",
        "up": f"UpSampling{rank}D({d.per_axis(rank, 1, 4)}{layout})",
        "pad": f"ZeroPadding{rank}D({margins}{layout})",
        "crop": f"Cropping{rank}D({margins}{layout})",
    }[kind]
    shape = d.image(rank, first, unknown=0.15) if d.chance(0.95) else d.sizes(d.integer(1, 6))
    return layer(f"keras.layers.{expr}", shape)


VECTOR_LAYERS = [
    "Dense(<1-9>{|, use_bias=False|, activation='relu'})",
    "Flatten({|data_format='channels_first'})",
    "Permute(({2, 1|1, 2|1, 3, 2|3, 1, 2|2, 3, 1|1}))",
    "RepeatVector(<1-6>)",
    "Reshape(({-1,|-1, <1-4>|<1-4>, -1|<1-4>, <1-6>|<1-3>, -1, <1-3>|<2-12>,}))",
    "{Dropout|GaussianNoise|GaussianDropout|AlphaDropout}({0.3|0|0.9|1.5|-1})",
    "SpatialDropout<1-3>D(0.3)",
    "BatchNormalization({|axis=1|axis=-1|axis=2|center=False|scale=False})",
    "LayerNormalization({|axis=1|axis=[1, 2]|axis=-2|center=False|scale=False})",
    "GroupNormalization({<1-4>|-1}{|, axis=1|, axis=-1|, scale=False})",
    "{UnitNormalization|RMSNormalization}({|axis=1|axis=-1})",
    "PReLU({|shared_axes=[1]|shared_axes=[1, 2]})",
    "{LeakyReLU|ReLU}({|0.2})",
    "Softmax({|axis=1|axis=-2})",
    "Activation('{relu|tanh|softmax|gelu|nosuch|mish|hard_sigmoid}')",
    "{Masking|Identity|ELU|ActivityRegularization}()",
    "Embedding(<2-30>, <1-7>{|, mask_zero=True})",
    "EinsumDense('{abc,cd->abd|ab,bc->ac|...x,xy->...y|abc,cde->abde|abcd,de->abce}', output_shape={3|(None, 4)|(2, 3)}{|, bias_axes='d'|, bias_axes='y'|, bias_axes='de'})",
    "SpectralNormalization(keras.layers.{Conv2D(3, 2)|Dense(4)})",
    "Lambda(lambda x: x{ * 2|[:, 0]|[..., None]|[:, ::2]|[:, -1:]})",
    "Normalization({|axis=1|axis=None|mean=0, variance=1})",
    "CategoryEncoding(<2-5>, output_mode='{one_hot|multi_hot|count}')",
    "Hashing(<2-5>{|, output_mode='one_hot'})",
    "Sequential([keras.layers.Dense(<2-9>), keras.layers.BatchNormalization(), keras.layers.ReLU(), keras.layers.Dense(2)])",
]
RECURRENT_LAYERS = [
    "{LSTM|GRU|SimpleRNN}(<1-5>{|, return_sequences=True|, return_state=True|, return_sequences=True, return_state=True|, use_bias=False|, stateful=True})",
    "GRU(<1-5>, reset_after=False{|, go_backwards=True})",
    "Bidirectional(keras.layers.{LSTM|GRU}(<1-5>{|, return_sequences=True|, return_state=True}){|, merge_mode='{sum|ave|mul|concat}'|, merge_mode=None})",
    "TimeDistributed(keras.layers.{Dense(4)|Flatten()|LSTM(3)|Conv1D(3, 2)})",
    "RNN(keras.layers.{LSTMCell|GRUCell|SimpleRNNCell}(<1-5>){|, return_sequences=True|, return_state=True})",
    "RNN([keras.layers.LSTMCell(<1-5>), keras.layers.GRUCell(<1-5>)]{|, return_sequences=True|, return_state=True})",
]
IMAGE_LAYERS = [
    "Resizing(<1-8>, <1-8>{|, crop_to_aspect_ratio=True|, pad_to_aspect_ratio=True|, interpolation='nearest'})",
    "{CenterCrop|RandomCrop}(<1-8>, <1-8>)",
    "Rescaling(0.5{|, offset=1})",
    "RandomFlip({|'horizontal'|'vertical'|'diagonal'})",
    "{RandomRotation|RandomZoom|RandomContrast|RandomBrightness|RandomShear|RandomHue|RandomSaturation|RandomGrayscale|RandomSharpness}({0.2|1.5|-2})",
    "RandomTranslation({0.1|0.2}, 0.1)",
    "{RandomErasing|RandomPerspective|RandomInvert|AutoContrast|Solarization|Equalization|RandAugment|AugMix|MixUp|CutMix}()",
    "Sequential([keras.layers.Conv2D(<1-8>, <1-4>{|, padding='same'|, strides=2}), keras.layers.MaxPooling2D(<1-3>), keras.layers.Flatten(), keras.layers.Dense(5)])",
    "Sequential([keras.layers.Conv2DTranspose(<1-8>, <1-4>, strides=2{|, padding='same'}), keras.layers.{GlobalMaxPooling2D|Flatten|BatchNormalization}()])",
    "SeparableConv2D(<1-8>, <1-4>, depthwise_initializer='he_normal'{|, activation='relu'})",
]


def vector_layer(d):
    expr, rank = d.text(d.pick(*VECTOR_LAYERS)), d.pick(2, 3, 3, 4)
    if "Einsum" in expr:
        rank = d.pick(2, 3, 4)
    return layer(with_module(expr), d.sizes(rank, 1, 8, 0.12) if d.chance(0.95) else d.sizes(d.pick(1, 5), 1, 8))


def recurrent_layer(d):
    sequence = [d.pick(None, 2), d.pick(None, 3, 5), d.integer(1, 5)]
    return layer(with_module(d.text(d.pick(*RECURRENT_LAYERS))), sequence if d.chance(0.94) else d.sizes(d.pick(2, 4)))


def recurrent_convolution(d):
    rank = d.integer(1, 3)
    options = d.text("{|, padding='same'|, strides=2|, dilation_rate=2}{|, return_sequences=True}{|, return_state=True}")
    expr = f"keras.layers.ConvLSTM{rank}D({d.integer(1, 4)}, {d.per_axis(rank, 1, 3)}{options})"
    return layer(expr, [d.pick(None, 2), d.integer(1, 5), *d.sizes(rank, 1, 8), d.integer(1, 3)])


def image_layer(d):
    shape = d.image(2, unknown=0.1, high=12)
    if d.chance(0.6):
        shape[-1] = 3
    return layer(with_module(d.text(d.pick(*IMAGE_LAYERS))), shape)


def with_module(expr):
    return f"keras.{expr}" if expr.startswith("Sequential") else f"keras.layers.{expr}"


OPERATIONS = [
    "{sum|mean|max|min|prod|std|var|any|all|argmax|argmin|median|logsumexp|count_nonzero}(x{|, axis=<0-3>|, axis=-1, keepdims=True})",
    "reshape(x, {(-1,)|(<1-4>, -1)|(-1, <1-4>)|(<1-4>, <1-4>)})",
    "transpose(x{|, (1, 0)|, (0, 2, 1)|, axes=(0, 2, 3, 1)})",
    "{expand_dims(x, <0-3>)|expand_dims(x, (0, -1))|squeeze(x)|squeeze(x, <0-2>)|flip(x)|roll(x, 1)|ravel(x)|softmax(x)|one_hot(x, <2-5>)|one_hot(x, 4, axis=0)}",
    "{repeat(x, <1-3>)|repeat(x, 2, axis=<0-2>)|tile(x, <1-3>)|tile(x, (2, 1))|pad(x, <0-2>)|pad(x, ((0, 0), (1, 2)))|stack([x, x], axis={0|1|-1})|concatenate([x, x], axis={0|1|-1})}",
    "{split(x, <1-4>, axis={0|1|-1})|split(x, [1], axis=-1)|unstack(x{|, axis=1})|top_k(x, <1-3>)|sort(x)|argsort(x)|cumsum(x, 1)|take(x, [0, 1], axis=0)|take_along_axis(x, x, 0)|where(x > 0, x, 0)}",
    "{matmul(x, {x|ops.swapaxes(x, -1, -2)})|dot(x, x)|einsum('{ab,bc->ac|ab,ab->a|abc,abd->acd}', x, x)|tensordot(x, x, <0-2>)|outer(x, x)|norm(x{|, axis=1})|cross(x, x)|diag(x)|trace(x)|tril(x)}",
    "{swapaxes(x, 0, 1)|moveaxis(x, 0, -1)|broadcast_to(x, (<1-4>, <1-4>))|average(x, axis=0)|diff(x)|cast(x, 'int32')|linspace(0, 1, 4)|eye(<1-4>)|moments(x, [0, 1])|normalize(x)|glu(x)}",
    "{segment_sum(x[:, 0], ops.cast(x[:, 0], 'int32'), 3)|slice(x, (0, 0), (1, 1))|rfft(x)|extract_sequences(x, <2-4>, <1-3>)|quantile(x, 0.5)|nonzero(x)|unfold(x, <1-3>)|rot90(x)|kron(x, x)|vdot(x, x)|inner(x, x)}",
    "{max_pool|average_pool}(x, {<1-4>|(1, 2)}{|, strides=<1-3>}{|, padding='same'})",
    "image.{resize(x, (<1-9>, <1-9>))|rgb_to_grayscale(x)|pad_images(x, 1, 1, <8-12>, <8-12>)|crop_images(x, 0, 0, <1-3>, <1-3>)|extract_patches(x, <1-4>)|extract_patches(x, (2, 3), strides=1, padding='same')|gaussian_blur(x)|rgb_to_hsv(x)}",
    "{conv(x, ops.ones((3, 3, x.shape[-1], <1-4>)), <1-2>{|, padding='same'})|depthwise_conv(x, ops.ones((2, 2, x.shape[-1], <1-3>)), <1-2>)|conv_transpose(x, ops.ones((3, 3, <1-4>, x.shape[-1])), <1-3>{|, padding='same'})}",
]


def an_operation(d):
    expr = d.text(d.pick(*OPERATIONS))
    pictures = re.search(r"image\.|pool|conv|unfold", expr)
    shape = d.image(2, unknown=0.05, low=2, high=9) if pictures else d.sizes(d.pick(1, 2, 2, 3, 4), 1, 6, 0.1)
    return operation("keras.ops." + expr.replace("ops.", "keras.ops."), shape)


FAMILIES = [
    (5, convolution),
    (3, resizing),
    (4, vector_layer),
    (2, recurrent_layer),
    (1, recurrent_convolution),
    (2, image_layer),
    (4, an_operation),
]
