// Records the numbers that TensorFlow.js's own tests expect of convolution and pooling (test/truth/README.md says more):
//
//     node test/truth/record/tfjs.mjs CHECKOUT > test/truth/data/goldens/tfjs.jsonl
//
// CHECKOUT is a checkout of github.com/tensorflow/tfjs. Its test files run as they are, under a jasmine that only takes
// notes; what they call is the TensorFlow.js that `npm run bench:gpu` installs.
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const FILES = [
  'conv1d',
  'conv2d',
  'conv2d_transpose',
  'conv3d',
  'conv3d_transpose',
  'depthwise_conv2d',
  'max_pool',
  'avg_pool',
  'max_pool_3d',
  'avg_pool_3d',
];

const checkout = path.resolve(process.argv[2] ?? '');
const tf = createRequire(path.resolve(import.meta.dirname, '../../bench-gpu/package.json'))('@tensorflow/tfjs');
await tf.setBackend('cpu');

/** What each function's arguments are. */
const CALLS = {
  conv1d: (x, w, stride, pad, format, dilation) => forward(1, 'kIO', x, w, stride, pad, format, dilation),
  conv2d: (x, w, stride, pad, format, dilation) => forward(2, 'kIO', x, w, stride, pad, format, dilation),
  conv3d: (x, w, stride, pad, format, dilation) => forward(3, 'kIO', x, w, stride, pad, format, dilation),
  depthwiseConv2d: (x, w, stride, pad, format, dilation) => forward(2, 'kIM', x, w, stride, pad, format, dilation),
  conv2dTranspose: (x, w, outputShape, stride, pad) => transposed(2, x, w, outputShape, stride, pad),
  conv3dTranspose: (x, w, outputShape, stride, pad) => transposed(3, x, w, outputShape, stride, pad),
  maxPool: (x, kernel, stride, pad, rounding) => pool(2, 'max', x, kernel, stride, pad, rounding),
  avgPool: (x, kernel, stride, pad, rounding) => pool(2, 'avg', x, kernel, stride, pad, rounding),
  maxPool3d: (x, kernel, stride, pad, rounding, format) => pool(3, 'max', x, kernel, stride, pad, rounding, format),
  avgPool3d: (x, kernel, stride, pad, rounding, format) => pool(3, 'avg', x, kernel, stride, pad, rounding, format),
};

function forward(rank, weightLayout, x, w, stride, pad, format = '', dilation = 1) {
  return {
    rank,
    layout: format.startsWith('NC') ? 'channels_first' : 'channels_last',
    stride: perAxis(stride, rank),
    dilation: perAxis(dilation, rank),
    padding: paddingOf(pad, rank, format),
    weightLayout,
    input: batched(tensor(x), rank),
    weight: tensor(w),
  };
}

function transposed(rank, x, w, outputShape, stride, pad) {
  const outputSize = outputShape.slice(-rank - 1, -1);
  return { ...forward(rank, 'kOI', x, w, stride, pad), transposed: true, outputSize };
}

function pool(rank, kind, x, kernel, stride, pad, rounding = 'floor', format = '') {
  return {
    rank,
    kind,
    layout: format.startsWith('NC') ? 'channels_first' : 'channels_last',
    kernel: perAxis(kernel, rank),
    stride: perAxis(stride, rank),
    padding: paddingOf(pad, rank, format),
    ceilMode: rounding === 'ceil',
    input: batched(tensor(x), rank),
  };
}

/**
 * What TensorFlow itself refuses and TensorFlow.js takes: a transposed output whose forward convolution is not the input,
 * an empty output of pooling, and padding as wide as the window.
 */
function isRefused({ transposed, kind, kernel, padding, outputSize, stride, input }, outputShape) {
  if (transposed && padding.kind === 'same_upper') {
    return outputSize.some((size, i) => Math.ceil(size / stride[i]) !== input.shape[i + 1]);
  }
  if (kind === undefined) return false;
  const wide = padding.kind === 'explicit' && padding.edges.some((edges, i) => Math.max(...edges) >= kernel[i]);
  return wide || outputShape.includes(0);
}

const perAxis = (value, rank) => (Array.isArray(value) ? value.slice(-rank) : new Array(rank).fill(value));

function paddingOf(pad, rank, format) {
  if (pad === 'same') return { kind: 'same_upper' };
  if (pad === 'valid') return { kind: 'valid' };
  // conv1d takes the edges of the picture of one row that it makes of its input.
  const listed = typeof pad === 'number' ? [] : format.startsWith('NC') ? pad.slice(2) : pad.slice(1, -1);
  const edges = typeof pad === 'number' ? new Array(rank).fill([pad, pad]) : listed.slice(-rank);
  return { kind: 'explicit', edges };
}

function tensor(value) {
  const held = value instanceof tf.Tensor ? value : tf.tensor(value);
  return { shape: held.shape, data: Array.from(held.dataSync()) };
}

/** TensorFlow.js takes an image without its batch axis too. */
const batched = ({ shape, data }, rank) => ({ shape: [...new Array(rank + 2 - shape.length).fill(1), ...shape], data });

/** Under which call a result was made, by the result and by the array that its numbers are read into. */
const made = new WeakMap();
const readData = tf.Tensor.prototype.data;
tf.Tensor.prototype.data = async function () {
  const numbers = await readData.call(this);
  if (made.has(this)) made.set(numbers, made.get(this));
  return numbers;
};

const recording = Object.fromEntries(
  Object.entries(CALLS).map(([op, describeCall]) => [
    op,
    (...args) => {
      const result = tf[op](...args);
      const call = describeCall(...args);
      made.set(result, { op, call, shape: batched({ shape: result.shape }, call.rank).shape });
      return result;
    },
  ]),
);

const rows = [];
let test = '';

function expectArraysClose(actual, expected) {
  const known = made.get(actual);
  if (!known) return;
  const { op, call, shape } = known;
  if (isRefused(call, shape)) return;
  // Whether a maximum passes NaN on differs from library to library, and from backend to backend of this one.
  if (call.input.data.some(Number.isNaN)) return;
  const data = Array.from(expected).flat(Infinity);
  rows.push({
    source: `tfjs ${test}`,
    framework: 'tensorflow',
    op: `tf.${op}`,
    ...call,
    output: { shape, data },
    tolerance: 1e-3,
  });
}

/** Names that the test files import from their neighbours: nothing that a convolution's numbers depend on. */
const silent = new Proxy(() => silent, {
  get: (_, name) => (name === 'then' ? undefined : silent),
  apply: () => silent,
});
globalThis.recorder = {
  tf: { ...tf, ...recording },
  jasmine: { describeWithFlags: (_title, _where, body) => body(), ALL_ENVS: {} },
  testUtil: { expectArraysClose },
  util: tf.util,
  identityPool: { identityPoolTest: () => undefined },
  silent,
};
const queue = [];
Object.assign(globalThis, {
  describe: (_title, body) => body(),
  it: (title, body) => queue.push([title, body]),
  expect: () => silent,
  beforeEach: () => undefined,
  afterEach: () => undefined,
  beforeAll: () => undefined,
  afterAll: () => undefined,
});

const STAND_INS = {
  index: 'tf',
  jasmine_util: 'jasmine',
  test_util: 'testUtil',
  util: 'util',
  identity_pool_test: 'identityPool',
};
const standIns = {
  name: 'stand-ins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, (args) =>
      args.kind === 'entry-point' ? undefined : { path: path.basename(args.path), namespace: 'stand-in' },
    );
    onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path: name }) => ({
      contents: `module.exports = globalThis.recorder.${STAND_INS[name] ?? 'silent'};`,
    }));
  },
};

for (const file of FILES) {
  const entry = path.join(checkout, 'tfjs-core/src/ops', `${file}_test.ts`);
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: checkout,
    bundle: true,
    write: false,
    format: 'iife',
    plugins: [standIns],
    tsconfigRaw: {},
  });
  new Function(outputFiles[0].text)();
  for (const [title, body] of queue.splice(0)) {
    test = `${file}_test: ${title}`;
    try {
      await body();
    } catch {
      // Tests that expect an exception, and those that need more than the numbers of one call.
    }
  }
}
for (const row of rows) console.log(JSON.stringify(row));
