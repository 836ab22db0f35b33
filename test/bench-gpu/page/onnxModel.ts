import { type ConvProblem, inputShapeOf, outputShapeOf, weightShapeOf } from '../../../src/compute/problem';

/**
 * An ONNX model of one Conv node, as bytes: input `x`, weight `w`, output `y`, float32. Field numbers are those of
 * `onnx/onnx.proto`.
 * @param weight makes `w` an initializer of the model; without it `w` is an input like `x`.
 */
export function convModel(problem: ConvProblem, weight?: Float32Array): Uint8Array {
  const axes = problem.axes;
  const attributes = [
    ints(
      'kernel_shape',
      axes.map((axis) => axis.kernel),
    ),
    ints(
      'strides',
      axes.map((axis) => axis.stride),
    ),
    ints(
      'dilations',
      axes.map((axis) => axis.dilation),
    ),
    ints('pads', [...axes.map((axis) => axis.padBefore), ...axes.map((axis) => axis.padAfter)]),
    message(5, text(1, 'group'), number(3, problem.groups), number(20, INT)),
  ];
  const node = message(1, text(1, 'x'), text(1, 'w'), text(2, 'y'), text(4, 'Conv'), ...attributes);
  const w = weightShapeOf(problem);
  const stored =
    weight && message(5, ...w.map((dim) => number(1, dim)), number(2, FLOAT), text(8, 'w'), bytes(9, raw(weight)));
  const inputs = [value(11, 'x', inputShapeOf(problem)), ...(weight ? [] : [value(11, 'w', w)])];
  const graph = message(
    7,
    node,
    text(2, 'conv'),
    ...(stored ? [stored] : []),
    ...inputs,
    value(12, 'y', outputShapeOf(problem)),
  );
  return Uint8Array.from([...number(1, 8), ...graph, ...message(8, text(1, ''), number(2, 13))]);
}

const FLOAT = 1;
const INT = 2;
const INTS = 7;

type Bytes = ArrayLike<number> & Iterable<number>;

const raw = (data: Float32Array): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function ints(name: string, values: readonly number[]): number[] {
  return message(5, text(1, name), ...values.map((v) => number(8, v)), number(20, INTS));
}

function value(field: number, name: string, shape: readonly number[]): number[] {
  const dims = shape.map((dim) => message(1, number(1, dim)));
  const tensor = message(1, number(1, FLOAT), message(2, ...dims));
  return message(field, text(1, name), message(2, ...[tensor]));
}

function varint(n: number): number[] {
  const out: number[] = [];
  for (let rest = n; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...out, rest];
    out.push((rest % 128) + 128);
  }
}

/** Protobuf's wire format: a varint is of type 0, anything with a length of type 2. */
const number = (field: number, n: number): number[] => [...varint(field * 8), ...varint(n)];
const bytes = (field: number, content: Bytes): number[] => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...content,
];
const text = (field: number, content: string): number[] => bytes(field, new TextEncoder().encode(content));
const message = (field: number, ...parts: number[][]): number[] => bytes(field, parts.flat());
