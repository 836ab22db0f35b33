/** Attributes, methods and operators of tensors and variables. */
import { elementwise } from '../common/elementwise';
import { tensorflowRepr, tensorflowText, tensorflowValue, describeTensor } from '../common/display';
import { operatorTable } from '../common/operators';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { getter, native } from '../../python/interpreter/native';
import type { TensorValue } from '../../python/interpreter/values';
import { NONE, NativeFunction, bool, int, str, type Value } from '../../python/interpreter/values';
import { astype, reshape, sizeOf } from '../../compute/ndarray';
import { ShapeError } from '../../shape';
import { storedDtype } from '../common/dtypes';
import { dtypeObject } from './dtypes';
import { convert } from './convert';
import { tensorflow } from './family';
import { keepDifference, noteDifference } from './findings';
import type { GraphNode } from './graphNode';
import { attachNode, infoOf } from './node';
import { operationOf, operationOn } from './graphOperation';
import { inGraph } from './operation';
import { asArray, evaluate } from './evaluate';
import { isStatic, readShape } from './staticShape';
import { stateOf, uniqueName } from './state';
import { refusingSymbolic } from './symbolicValue';
import { kerasShape, kerasTensorClass, makeTensor, tensorBase, tensorClass, variableClass } from './tensorClasses';
import { shapeText, tensorShape } from './tensorShape';
import { said } from '../../protocol/say';

const self = (value: Value): TensorValue => value as TensorValue;

/** Names that TensorFlow 1 gives to the nodes of operators. */
const OPERATOR_NODES: Readonly<Record<string, string>> = {
  __add__: 'add',
  __radd__: 'add',
  __sub__: 'sub',
  __rsub__: 'sub',
  __mul__: 'mul',
  __rmul__: 'mul',
  __truediv__: 'truediv',
  __rtruediv__: 'truediv',
  __floordiv__: 'floordiv',
  __mod__: 'mod',
  __pow__: 'pow',
  __matmul__: 'matmul',
  __getitem__: 'strided_slice',
  __neg__: 'Neg',
  __abs__: 'Abs',
  __lt__: 'Less',
  __le__: 'LessEqual',
  __gt__: 'Greater',
  __ge__: 'GreaterEqual',
  __eq__: 'Equal',
  __ne__: 'NotEqual',
};

/** Operators whose results remember what findings.ts asks later. */
function noting(name: string, fn: NativeFunction): NativeFunction {
  if (!/^__(r?sub|pow|abs|mul)__$/.test(name)) return fn;
  return new NativeFunction(
    fn.name,
    (cx, call) => {
      const [left, right] = call.args;
      const made = fn.impl(cx, call);
      if (made.kind !== 'tensor') return made;
      if (/sub/.test(name)) return noteDifference(left, right, made);
      return name === '__mul__' && left !== right ? made : keepDifference(left, made);
    },
    fn.isOp,
  );
}

/**
 * `==` and `!=`. TensorFlow 1, and version 2 while it builds a graph by hand, compare which object it is, with a bool for an
 * answer; version 2 compares the numbers, and tensors whose shapes do not broadcast are just different (`Tensor.__eq__`,
 * tensorflow/python/framework/override_binary_operator.py and math_ops.tensor_equals).
 */
function equality(name: '__eq__' | '__ne__', byNumbers: NativeFunction): NativeFunction {
  const differs = name === '__ne__';
  return new NativeFunction(
    byNumbers.name,
    (cx, call) => {
      const [left, right] = call.args;
      if (stateOf(cx).graphMode && left.kind === 'tensor' && left.cls !== kerasTensorClass) {
        return right.kind === 'unknown' ? right : bool((left === right) !== differs);
      }
      if (right.kind === 'none') return bool(differs);
      try {
        return byNumbers.impl(cx, call);
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
        return makeTensor([], 'bool', { shape: [], dtype: 'bool', data: Uint8Array.of(Number(differs)) });
      }
    },
    byNumbers.isOp,
  );
}

/** `+` of texts: a Python text beside a tensor of texts is one of them (`_add_dispatch`, tensorflow/python/ops/math_ops.py). */
function joiningTexts(name: string, fn: NativeFunction): NativeFunction {
  if (!/^__r?add__$/.test(name)) return fn;
  return new NativeFunction(
    fn.name,
    (cx, call) => {
      const [left, right] = call.args;
      const isText = left.kind === 'tensor' && (left.dtype ?? 'str') === 'str' && right.kind === 'str';
      return isText ? makeTensor(left.shape, 'str') : fn.impl(cx, call);
    },
    fn.isOp,
  );
}

/** Operators whose calls are recorded in graphs. */
function operators(): Record<string, Value> {
  const table = operatorTable({ family: tensorflow, traced: true });
  const plain = new Set([
    '__len__',
    '__iter__',
    '__bool__',
    '__int__',
    '__float__',
    '__index__',
    '__format__',
    '__contains__',
  ]);
  return Object.fromEntries(
    Object.entries(table).map(([name, fn]) => {
      if (!(fn instanceof NativeFunction) || plain.has(name)) return [name, fn];
      if (name === '__eq__' || name === '__ne__') return [name, equality(name, inGraph(fn, OPERATOR_NODES[name]))];
      return [name, inGraph(noting(name, joiningTexts(name, fn)), OPERATOR_NODES[name] ?? name.replaceAll('_', ''))];
    }),
  );
}

/**
 * Narrows a static shape: `x.set_shape([None, 28, 28, 1])`.
 * @throws PyError ValueError where it contradicts what is known
 */
function setShape(cx: Context, tensor: TensorValue, value: Value): Value {
  const given = readShape(value, cx, 'shape');
  if (!given) return NONE;
  const { shape } = tensor;
  const clash =
    shape &&
    (shape.length !== given.length ||
      shape.some((dim, i) => typeof dim === 'number' && typeof given[i] === 'number' && dim !== given[i]));
  if (clash) {
    throw new PyError(
      'ValueError',
      said`Shapes ${shapeText(cx, shape)} and ${shapeText(cx, given)} are incompatible: set_shape can only say what is not known yet.`,
      'broadcast-mismatch',
    );
  }
  cx.touch(tensor);
  tensor.shape = shape ? shape.map((dim, i) => (typeof dim === 'number' ? dim : given[i])) : given;
  tensor.native = { ...infoOf(tensor), declared: true };
  return NONE;
}

/** Whether a tensor prints as a node of a graph. */
function isGraphTensor(cx: Context, tensor: TensorValue): boolean {
  return stateOf(cx).graphMode || infoOf(tensor).node !== undefined || tensor.data === undefined;
}

function textOf(cx: Context, tensor: TensorValue, form: 'str' | 'repr'): string {
  const dtype = tensor.dtype === 'str' ? 'string' : (tensor.dtype ?? '?');
  const name = infoOf(tensor).name;
  if (tensor.cls === kerasTensorClass) {
    return `<KerasTensor shape=${cx.repr(tensor.shape ? kerasShape(tensor.shape) : NONE)}, dtype=${dtype}, sparse=False, ragged=False, name=${name ?? 'keras_tensor'}>`;
  }
  if (tensor.cls.isSubclassOf(variableClass)) return variableText(cx, tensor, name ?? 'Variable', dtype);
  if (!isGraphTensor(cx, tensor)) return form === 'str' ? tensorflowText(tensor.data!) : tensorflowRepr(tensor.data!);
  if (!name) return describeTensor(tensor);
  const label = name.includes(':') ? name : `${name}:0`;
  if (form === 'repr') return `<tf.Tensor '${label}' shape=${shapeText(cx, tensor.shape)} dtype=${dtype}>`;
  const shape = tensor.shape ? `shape=${shapeText(cx, tensor.shape)}, ` : '';
  return `Tensor("${label}", ${shape}dtype=${dtype})`;
}

function variableText(cx: Context, tensor: TensorValue, name: string, dtype: string): string {
  const shape = shapeText(cx, tensor.shape);
  const head = `<tf.Variable '${name.includes(':') ? name : `${name}:0`}' shape=${shape} dtype=${dtype}`;
  if (stateOf(cx).graphMode) return `${head}_ref>`;
  return tensor.data ? `${head}, ${tensorflowValue(tensor.data)}>` : `${head}>`;
}

const attributes: Record<string, Value> = {
  shape: getter('shape', (tensor, cx) => {
    const { shape, cls, assumable } = self(tensor);
    if (!shape && assumable) return cx.unknown(said`the shape of ${assumable} is not known`);
    if (!shape) return self(tensor).reason ?? tensorShape(undefined);
    return cls === kerasTensorClass ? kerasShape(shape) : tensorShape(shape);
  }),
  dtype: getter('dtype', (tensor, cx) => {
    const { dtype, cls } = self(tensor);
    if (cls === kerasTensorClass && dtype) return str(dtype);
    return dtypeObject(dtype) ?? cx.unknown('the dtype of the tensor is not known');
  }),
  ndim: getter('ndim', (tensor, cx) => {
    const { shape } = self(tensor);
    return shape ? int(shape.length) : cx.unknown('the rank of the tensor is not known');
  }),
  name: getter('name', (tensor, cx) => {
    const { name, variable } = infoOf(self(tensor));
    if (name === undefined) return cx.unknown('eager tensors have no name');
    return str(
      self(tensor).cls === kerasTensorClass || (variable && !stateOf(cx).graphMode) || name.includes(':')
        ? name
        : `${name}:0`,
    );
  }),
  op: getter('op', (tensor) => operationOf(self(tensor))),
  graph: getter('graph', (_tensor, cx) => cx.unknown('the graph of a tensor')),
  device: getter('device', () => str('')),
  _keras_shape: getter('_keras_shape', (tensor) => kerasShape(self(tensor).shape ?? [])),
};

const methods: Record<string, Value> = {
  get_shape: native('get_shape', 'self', (a, cx) => {
    const { shape, assumable } = self(a.get('self'));
    return !shape && assumable ? cx.unknown(said`the shape of ${assumable} is not known`) : tensorShape(shape);
  }),
  set_shape: native('set_shape', 'self, shape', (a, cx) => setShape(cx, self(a.get('self')), a.get('shape'))),
  // A tensor of one text gives bytes.
  numpy: native('numpy', 'self', (a, cx) => {
    const tensor = self(a.get('self'));
    if (stateOf(cx).traced?.has(tensor)) {
      throw new PyError(
        'AttributeError',
        said`Inside a tf.function a tensor has no numpy(): it has no numbers before the graph runs. Return the tensor, or wrap what needs its numbers in tf.py_function.`,
        'symbolic-tensor',
      );
    }
    return tensor.dtype === 'str' && tensor.shape?.length === 0
      ? cx.unknown('texts themselves are not followed')
      : asArray(tensor);
  }),
  eval: native('eval', 'self, feed_dict=None, session=None', (a, cx) => {
    cx.trained();
    return evaluate(cx, a.get('self'), a.get('feed_dict'));
  }),
  experimental_ref: native('experimental_ref', 'self', (a) => a.get('self')),
  ref: native('ref', 'self', (a) => a.get('self')),
  __str__: native('__str__', 'self', (a, cx) => str(textOf(cx, self(a.get('self')), 'str'))),
  __repr__: native('__repr__', 'self', (a, cx) => str(textOf(cx, self(a.get('self')), 'repr'))),
  __hash__: native('__hash__', 'self', () => int(0)),
};

/** Gives a variable new numbers: at once in eager mode, when a session runs it in a graph. */
function assignment(name: string, op: 'add' | 'subtract' | undefined): Value {
  const perform = (cx: Context, variable: TensorValue, value: Value): Value => {
    const to = op ? elementwise(cx, tensorflow, op, variable, value) : convert(cx, value, variable.dtype);
    if (to?.kind !== 'tensor') return variable;
    checkAssigned(cx, variable, to);
    cx.touch(variable);
    const stored = storedDtype(variable.dtype);
    const fits = to.data && stored && isStatic(variable.shape) && sizeOf(variable.shape) === to.data.data.length;
    variable.data = fits ? reshape(astype(to.data!, stored), variable.shape as number[]) : undefined;
    return variable;
  };
  return native(
    name,
    'self, value=None, delta=None, use_locking=False, name=None, read_value=True, validate_shape=None',
    (a, cx) => {
      const variable = self(a.get('self'));
      const value = a.isNone('value') ? a.get('delta') : a.get('value');
      const state = stateOf(cx);
      if (!state.graphMode) return perform(cx, variable, value);
      const node: GraphNode = {
        name: uniqueName(state, 'Assign'),
        kind: 'operation',
        call: { args: [variable, value], kwargs: new Map() },
        run: (again, call) => perform(again, variable, call.args[1]),
      };
      return attachNode(node, makeTensor(variable.shape, variable.dtype), tensorClass);
    },
  );
}

/** @throws PyError ValueError where the shapes differ for certain */
function checkAssigned(cx: Context, variable: TensorValue, value: TensorValue): void {
  const [to, from] = [variable.shape, value.shape];
  if (
    !to ||
    !from ||
    (to.length === from.length &&
      to.every((dim, i) => typeof dim !== 'number' || typeof from[i] !== 'number' || dim === from[i]))
  )
    return;
  throw new PyError(
    'ValueError',
    said`Cannot assign value to variable '${infoOf(variable).name ?? 'Variable'}': Shape mismatch. The variable shape ${shapeText(cx, to)}, and the assigned value shape ${shapeText(cx, from)} are incompatible.`,
    'broadcast-mismatch',
  );
}

const variableAttributes: Record<string, Value> = {
  assign: assignment('assign', undefined),
  assign_add: assignment('assign_add', 'add'),
  assign_sub: assignment('assign_sub', 'subtract'),
  read_value: native('read_value', 'self', (a, cx) => cx.callMethod(a.get('self'), 'value', [])),
  initialized_value: native('initialized_value', 'self', (a) => a.get('self')),
  value: native('value', 'self', (a) => {
    const variable = self(a.get('self'));
    return makeTensor(variable.shape, variable.dtype, variable.data);
  }),
  trainable: getter('trainable', (tensor) => bool(infoOf(self(tensor)).variable?.trainable ?? false)),
  initializer: getter('initializer', (tensor) => operationOn(tensor)),
  path: getter('path', (tensor) => str(infoOf(self(tensor)).name ?? '')),
  load: native('load', 'self, value, session=None', () => NONE),
};

for (const [name, value] of Object.entries({ ...refusingSymbolic(operators()), ...attributes, ...methods }))
  tensorBase.attrs.set(name, value);
for (const [name, value] of Object.entries(variableAttributes)) variableClass.attrs.set(name, value);
