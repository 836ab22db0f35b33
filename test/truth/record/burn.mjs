// Records the numbers that Burn's own tests expect of convolution and average pooling (test/truth/README.md says more):
//
//     node test/truth/record/burn.mjs CHECKOUT > test/truth/data/goldens/burn.jsonl
//
// CHECKOUT is a checkout of github.com/tracel-ai/burn. Input, weight and bias of these tests count up from zero, so that
// settings and output are all that their text holds.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = 'crates/burn-backend-tests/tests/tensor/float/module';
const OPS = { conv: 'Conv', conv_transpose: 'ConvTranspose', avgpool: 'AvgPool' };
const FILES = Object.keys(OPS).flatMap((op) => [1, 2, 3].map((rank) => ({ op, rank })));

const CASE =
  /fn (test_\w+)\(\) \{\s*let test = \w+TestCase \{([^}]*)\};\s*test\.assert_output\(TestTensor::from\(([^()]*)\)\);/g;

const product = (shape) => shape.reduce((a, b) => a * b, 1);
const counting = (shape) => ({ shape, data: Array.from({ length: product(shape) }, (_, i) => i) });

function shapeOf(nested) {
  return Array.isArray(nested) ? [nested.length, ...shapeOf(nested[0])] : [];
}

/** `1.`, `1.0000e+00` and a comma before a bracket are Rust's. */
function nestedOf(text) {
  return JSON.parse(text.replaceAll(/(\d)\.(?!\d)/g, '$1.0').replaceAll(/,(\s*\])/g, '$1'));
}

function rowOf(op, rank, name, settings, numbers) {
  const fields = Object.fromEntries([...settings.matchAll(/(\w+): (\w+)/g)].map(([, key, value]) => [key, value]));
  const of = (key) =>
    rank === 1 ? [Number(fields[key])] : Array.from({ length: rank }, (_, i) => Number(fields[`${key}_${i + 1}`]));
  const sizes = ['depth', 'height', 'width', 'length'].filter((key) => key in fields).map((key) => Number(fields[key]));
  const transposed = op === 'conv_transpose';
  const output = nestedOf(numbers);
  const common = {
    source: `burn ${name}`,
    framework: 'torch',
    op: `${OPS[op]}${rank}d`,
    rank,
    layout: 'channels_first',
    stride: of('stride'),
    dilation: (fields.dilation ?? fields.dilation_1) ? of('dilation') : Array(rank).fill(1),
    padding: { kind: 'explicit', edges: of('padding').map((edge) => [edge, edge]) },
    input: counting([Number(fields.batch_size), Number(fields.channels_in ?? fields.channels), ...sizes]),
    output: { shape: shapeOf(output), data: output.flat(Infinity) },
    tolerance: 1e-4,
  };
  if (op === 'avgpool') {
    const countsPadding = fields.count_include_pad === 'true';
    return { ...common, kind: 'avg', kernel: of('kernel_size'), ceilMode: false, countsPadding };
  }
  const [ins, outs, groups] = [fields.channels_in, fields.channels_out, fields.groups].map(Number);
  const [first, second] = transposed ? [ins, outs / groups] : [outs, ins / groups];
  return {
    ...common,
    groups,
    weight: counting([first, second, ...of('kernel_size')]),
    weightLayout: transposed ? 'IOk' : 'OIk',
    bias: counting([outs]).data,
    ...(transposed && { transposed, outputPadding: of('padding_out') }),
  };
}

const checkout = path.resolve(process.argv[2] ?? '');
for (const { op, rank } of FILES) {
  let text;
  try {
    text = readFileSync(path.join(checkout, FOLDER, `${op}${rank}d.rs`), 'utf8');
  } catch {
    continue;
  }
  for (const [, name, settings, numbers] of text.matchAll(CASE)) {
    console.log(JSON.stringify(rowOf(op, rank, name, settings, numbers)));
  }
}
