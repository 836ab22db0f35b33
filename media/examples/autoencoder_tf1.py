"""A convolutional autoencoder for 28 × 28 images, written for TensorFlow 1."""

import tensorflow as tf

inputs_ = tf.placeholder(tf.float32, (None, 28, 28, 1), name='inputs')
targets_ = tf.placeholder(tf.float32, (None, 28, 28, 1), name='targets')

# Encoder: each pooling halves the size, rounded up.
conv1 = tf.layers.conv2d(inputs=inputs_, filters=32, kernel_size=(3, 3), padding='same', activation=tf.nn.relu)
pool1 = tf.layers.max_pooling2d(conv1, pool_size=(2, 2), strides=(2, 2), padding='same')
conv2 = tf.layers.conv2d(inputs=pool1, filters=32, kernel_size=(3, 3), padding='same', activation=tf.nn.relu)
pool2 = tf.layers.max_pooling2d(conv2, pool_size=(2, 2), strides=(2, 2), padding='same')
conv3 = tf.layers.conv2d(inputs=pool2, filters=16, kernel_size=(3, 3), padding='same', activation=tf.nn.relu)
encoded = tf.layers.max_pooling2d(conv3, pool_size=(2, 2), strides=(2, 2), padding='same')

# Decoder: the sizes are restored by resizing, because 4 × 2 is 8 and not 7.
up1 = tf.image.resize_nearest_neighbor(encoded, (7, 7))
conv4 = tf.layers.conv2d(inputs=up1, filters=16, kernel_size=(3, 3), padding='same', activation=tf.nn.relu)
up2 = tf.image.resize_nearest_neighbor(conv4, (14, 14))
conv5 = tf.layers.conv2d(inputs=up2, filters=32, kernel_size=(3, 3), padding='same', activation=tf.nn.relu)
up3 = tf.image.resize_nearest_neighbor(conv5, (28, 28))
conv6 = tf.layers.conv2d(inputs=up3, filters=32, kernel_size=(3, 3), padding='same', activation=tf.nn.relu)
logits = tf.layers.conv2d(inputs=conv6, filters=1, kernel_size=(3, 3), padding='same', activation=None)

loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=targets_, logits=logits)
cost = tf.reduce_mean(loss)
step = tf.train.AdamOptimizer(0.001).minimize(cost)
