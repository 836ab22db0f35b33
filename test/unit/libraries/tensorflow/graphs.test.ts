/** TensorFlow 1: graphs, sessions, and the programs of people's questions. */
import { describe, expect, test } from 'vitest';
import { program } from './program';

const MODES = ['run', 'analysis'] as const;

describe.each(MODES)('depthwise convolution of a question, in %s mode', (mode) => {
  test('a multiplier of 4 gives 12 maps whose values follow the filters', () => {
    const { lines, problems } = program(
      `
import tensorflow as tf
import numpy as np
inputs = tf.constant(np.ones((2, 13, 13, 3)))
filters_np = np.zeros((5, 5, 3, 4))
for channel in range(3):
    for k in range(4):
        filters_np[2, 2, channel, k] = 2.0 + channel + k / 10
out = tf.nn.depthwise_conv2d(inputs, tf.constant(filters_np), strides=[1, 1, 1, 1], padding='SAME')
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    out_val = out.eval()
print("identical? {}".format(np.all(out_val[0] == out_val[1])))
print(out_val[0, 6, 6])
`,
      mode,
    );
    expect(lines).toEqual(['identical? True', '[2.  2.1 2.2 2.3 3.  3.1 3.2 3.3 4.  4.1 4.2 4.3]']);
    expect(problems).toEqual([]);
  });

  test('100 channels with a multiplier of 10 are 1000', () => {
    const { lines } = program(
      `
import tensorflow as tf
inputs = tf.Variable(tf.random_normal((20, 64, 64, 100)))
filters = tf.Variable(tf.random_normal((5, 5, 100, 10)))
out = tf.nn.depthwise_conv2d(inputs, filters, strides=[1, 1, 1, 1], padding='SAME')
print(out)
`,
      mode,
    );
    expect(lines).toEqual(['Tensor("depthwise:0", shape=(20, 64, 64, 1000), dtype=float32)']);
  });

  test('a session with feed_dict runs on the shape that is fed', () => {
    const { lines, problems } = program(
      `
import tensorflow as tf, numpy as np
x_np = np.random.rand(2, 3, 3, 4).astype(np.float32)
with tf.Session() as sess:
    x_tf = tf.convert_to_tensor(x_np)
    w = tf.get_variable('w1', [3, 3, 4, 2], initializer=tf.contrib.layers.xavier_initializer())
    z = tf.nn.depthwise_conv2d(x_tf, filter=w, strides=[1, 1, 1, 1], padding='SAME')
    sess.run(tf.global_variables_initializer())
    print(sess.run(fetches=[z], feed_dict={x_tf: x_np})[0].shape)
`,
      mode,
    );
    expect(lines).toEqual(['(2, 3, 3, 8)']);
    expect(problems).toEqual([]);
  });
});

describe('placeholders', () => {
  const MODEL = `
import tensorflow as tf, numpy as np
inputs_ = tf.placeholder(tf.float32, (None, 28, 28, 1), name='inputs')
conv1 = tf.layers.conv2d(inputs=inputs_, filters=32, kernel_size=(3, 3), padding='same', activation=tf.nn.relu)
pool1 = tf.layers.max_pooling2d(conv1, (2, 2), (2, 2), padding='same')
`;
  test('print their unknown batch as TensorFlow 1 does', () => {
    const { lines } = program(`${MODEL}
print(conv1)
print(conv1.shape, conv1.get_shape().as_list(), conv1.shape[0], conv1.shape[1].value)
print(pool1.get_shape()[1:4].num_elements())
print(tf.reshape(pool1, [-1, pool1.get_shape()[1:4].num_elements()]).shape)
`);
    expect(lines).toEqual([
      'Tensor("conv2d/Relu:0", shape=(?, 28, 28, 32), dtype=float32)',
      '(?, 28, 28, 32) [None, 28, 28, 32] ? 28',
      '6272',
      '(?, 6272)',
    ]);
  });

  test('take the shape of what is fed, fetch by fetch', () => {
    const { lines } = program(`${MODEL}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    a, b = sess.run([conv1, pool1], {inputs_: np.zeros((5, 28, 28, 1))})
    print(a.shape, b.shape)
    print(sess.run({'pooled': pool1}, {inputs_: np.zeros((7, 28, 28, 1))})['pooled'].shape)
`);
    expect(lines).toEqual(['(5, 28, 28, 32) (5, 14, 14, 32)', '(7, 14, 14, 32)']);
  });

  test('compute the numbers of what is fed', () => {
    const { lines } = program(`
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
y = tf.reduce_sum(x * 3.0 + 1.0, axis=1)
with tf.Session() as sess:
    print(sess.run(y, feed_dict={x: [[1, 2], [3, 4]]}))
    print(sess.run(y, feed_dict={x: [[0, 0]]}))
`);
    expect(lines).toEqual(['[11. 23.]', '[2.]']);
  });

  test('refuse a value of another shape, and a run without a value', () => {
    expect(() =>
      program(`${MODEL}
with tf.Session() as sess:
    sess.run(conv1, {inputs_: np.zeros((5, 28, 28, 3))})
`),
    ).toThrow(/Cannot feed value of shape \(5, 28, 28, 3\).*\(\?, 28, 28, 1\)/s);
    expect(() =>
      program(`${MODEL}
with tf.Session() as sess:
    sess.run(conv1)
`),
    ).toThrow(/must feed a value for placeholder tensor 'inputs'/);
  });

  test('give the batch of tf.shape at run time', () => {
    const { lines } = program(`
import tensorflow as tf, numpy as np
x = tf.placeholder(tf.float32, [None, 8, 8, 6])
w = tf.get_variable('w', [3, 3, 5, 6])
y = tf.nn.conv2d_transpose(x, w, tf.stack([tf.shape(x)[0], 16, 16, 5]), [1, 2, 2, 1], padding='SAME')
print(y.shape)
with tf.Session() as sess:
    print(sess.run(y, {x: np.zeros([4, 8, 8, 6])}).shape)
`);
    expect(lines).toEqual(['(?, 16, 16, 5)', '(4, 16, 16, 5)']);
  });

  test('drop with a rate that is fed', () => {
    const { lines, problems } = program(
      `
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 784])
keep_prob = tf.placeholder(tf.float32)
h = tf.nn.dropout(tf.nn.relu(tf.matmul(x, tf.Variable(tf.truncated_normal([784, 64], stddev=0.1)))), keep_prob)
print(h.shape)
`,
      'analysis',
    );
    expect(lines).toEqual(['(?, 64)']);
    expect(problems).toEqual([]);
  });
});

describe('grouped convolution in TensorFlow 1', () => {
  test('by splitting, convolving and concatenating', () => {
    const { lines } = program(`
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 8, 8, 6])
outs = []
for i, part in enumerate(tf.split(x, 3, axis=3)):
    w = tf.get_variable('g%d' % i, [3, 3, part.shape[3], 4])
    outs.append(tf.nn.conv2d(part, w, strides=[1, 1, 1, 1], padding='SAME'))
print(tf.concat(outs, axis=3).shape)
`);
    expect(lines).toEqual(['(?, 8, 8, 12)']);
  });

  test('by a depthwise convolution whose halves are added', () => {
    const { lines } = program(`
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 8, 8, 6])
d = tf.nn.depthwise_conv2d(x, tf.get_variable('dw', [3, 3, 6, 2]), [1, 1, 1, 1], 'SAME')
first, second = tf.split(d, 2, axis=3)
print(d.shape, (first + second).shape)
`);
    expect(lines).toEqual(['(?, 8, 8, 12) (?, 8, 8, 6)']);
  });
});

describe('variable scopes', () => {
  test('name variables and share them where they are reused', () => {
    const { lines } = program(`
import tensorflow as tf
def layer(x):
    w = tf.get_variable('w', [4, 5])
    return tf.matmul(x, w)
x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope('net') as scope:
    layer(x)
    scope.reuse_variables()
    layer(x)
print([v.name for v in tf.trainable_variables()])
`);
    expect(lines).toEqual(["['net/w:0']"]);
  });

  test('slim takes the settings of an argument scope', () => {
    const { lines } = program(`
import tensorflow as tf
slim = tf.contrib.slim
x = tf.placeholder(tf.float32, [None, 32, 32, 3])
with slim.arg_scope([slim.conv2d], padding='VALID', stride=2):
    y = slim.conv2d(x, 16, [3, 3])
    z = slim.repeat(slim.conv2d(y, 8, [1, 1], stride=1), 2, slim.conv2d, 8, [3, 3], padding='SAME', stride=1)
print(y.shape, z.shape, slim.flatten(slim.max_pool2d(z, [2, 2])).shape)
`);
    expect(lines).toEqual(['(?, 15, 15, 16) (?, 15, 15, 8) (?, 392)']);
  });
});

describe('warnings', () => {
  test('unequal strides of a depthwise convolution are said, not refused', () => {
    const { problems } = program(
      `
import tensorflow as tf
tf.nn.depthwise_conv2d(tf.zeros([1, 8, 8, 3]), tf.zeros([3, 3, 3, 1]), [1, 1, 2, 1], 'SAME')
`,
      'analysis',
    );
    expect(problems.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'depthwise-unequal-strides']]);
  });
});

describe('tf.data', () => {
  test('carries static shapes from a signature through batches to the loop', () => {
    const { lines } = program(`
import tensorflow as tf
spec = (tf.TensorSpec(shape=(32, 32, 3), dtype=tf.float32), tf.TensorSpec(shape=(), dtype=tf.int32))
ds = tf.data.Dataset.from_generator(lambda: None, output_signature=spec).batch(8, drop_remainder=True)
for x, y in ds:
    print(x.shape, y.shape)
print(ds.batch(2).element_spec[1])
`);
    expect(lines).toEqual(['(8, 32, 32, 3) (8,)', 'TensorSpec(shape=(None, 8), dtype=tf.int32, name=None)']);
  });
});
