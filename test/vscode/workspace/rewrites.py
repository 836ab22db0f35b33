import tensorflow as tf

image = tf.zeros([1, 32, 32, 8])
filters = tf.ones([3, 3, 2, 16])
weights = tf.ones([3, 3, 8, 2])
grouped = tf.nn.conv2d(image, filters, strides=1, padding="SAME")
depthwise = tf.nn.depthwise_conv2d(image, weights, strides=[1, 2, 2, 1], padding="SAME")
padded = tf.nn.conv2d(image, tf.ones([5, 5, 8, 4]), strides=2, padding="SAME")
