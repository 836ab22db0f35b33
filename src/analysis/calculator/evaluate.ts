/**
 * One layer or expression, evaluated on an input: what `calc`, the calculator and the truth tests use.
 * The interpreter runs it as a program would, so every spelling a program may use is understood.
 */
import { said, sayingOfError } from '../../protocol/say';
import type { Dim, Language } from '../../shape';
import { assumableInput, frameworkOf } from '../../libraries/inputs';
import { arrayClass, makeArray } from '../../libraries/jax/arrays';
import { Interpreter, PyError } from '../../python/interpreter';
import { EMPTY_FINDER, type CallRecord } from '../../python/interpreter';
import { parseModule } from '../../python/syntax';
import type * as ast from '../../python/syntax/ast';
import { int, list, NONE, type Value } from '../../python/interpreter/values';
import { engineOptions } from '../engine';
import { countParameters } from '../layers';
import { isLayer } from '../../python/interpreter/types';
import { sayIn } from '../said';

export type Spelling = 'torch' | 'keras' | 'tensorflow' | 'flax';

/** What each framework's code is written with. */
const preludes: Record<Spelling, string> = {
  torch: 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\nimport math\nimport numpy as np',
  keras: 'import keras\nfrom keras import layers, ops\nimport tensorflow as tf\nimport numpy as np',
  tensorflow: 'import tensorflow as tf\nimport numpy as np\nimport keras\nfrom keras import layers',
  flax: 'import jax\nimport jax.numpy as jnp\nfrom jax import lax\nfrom flax import linen as nn, nnx\nimport numpy as np',
};

export interface Evaluated {
  value: Value;
  /** Parameters of the layer, where the expression gives one. */
  params?: Dim;
  calls: readonly CallRecord[];
}

export interface EvaluateRequest {
  expr: string;
  spelling: Spelling;
  /** Sizes of `x`; null is a size that is not known (Keras' None). Undefined: symbols. */
  input?: readonly (Dim | null)[];
  /** Shapes of further tensors the expression names. */
  vars?: Readonly<Record<string, readonly number[]>>;
}

const parsedPreludes = new Map<Spelling, ast.Module>();

function preludeOf(spelling: Spelling): ast.Module {
  let module = parsedPreludes.get(spelling);
  if (!module) parsedPreludes.set(spelling, (module = parseModule(preludes[spelling])));
  return module;
}

/** A namespace in which layers are written as in that framework. */
function sessionFor(spelling: Spelling): {
  ip: Interpreter;
  evaluate: (e: ast.Expr) => Value;
  define: (n: string, v: Value) => void;
  has: (n: string) => boolean;
} {
  const ip = new Interpreter({ ...engineOptions(), mode: 'run', finder: EMPTY_FINDER });
  const module = ip.modules.create('__main__', 'calculator');
  const frame = ip.moduleFrame(module, 'calculator');
  ip.runModule(frame, preludeOf(spelling));
  return {
    ip,
    evaluate: (e) => ip.inFrame(frame, () => ip.evaluate(frame, e)),
    define: (name, value) => module.attrs.set(name, value),
    has: (name) => module.attrs.has(name) || ip.builtin(name) !== undefined,
  };
}

/**
 * Evaluates an expression; where it gives a layer, calls it on `x`.
 * @throws PyError for what the framework refuses, and for text that is no expression
 */
export function evaluateLayer(request: EvaluateRequest): Evaluated {
  const expression = expressionOf(request.expr);
  const session = sessionFor(request.spelling);
  const { ip } = session;
  const x = inputOf(ip, request);
  session.define('x', x ?? NONE);
  for (const [name, shape] of Object.entries(request.vars ?? {}))
    session.define(name, tensor(ip, request.spelling, shape));
  for (const name of namesIn(expression)) {
    if (session.has(name)) continue;
    if (engineOptions().libraries.has(name)) session.define(name, ip.importModule(name));
    else if (x) session.define(name, x);
  }
  let value = session.evaluate(expression);
  let params: Dim | undefined;
  if (isLayer(value)) {
    const layer = value;
    value = ip.call(layer, [x ? ofAnyType(x) : assumableInput(frameworkOf(layer.cls), 'x')]);
    params = countParameters(layer);
  }
  return { value, params, calls: ip.recorder.calls };
}

/** Names that an expression reads as values: whatever a program calls its input, `inputs_` or `img`, is the input. */
function namesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(namesIn);
  const e = node as Partial<ast.Expr>;
  if (e.kind === 'name') return [e.id!];
  if (e.kind === 'lambda' || e.kind === 'comprehension') return [];
  if (e.kind === 'call' && e.func!.kind === 'name') return [...namesIn(e.args), ...namesIn(e.keywords)];
  return Object.values(node).flatMap(namesIn);
}

/** The one expression of a text. @throws PyError SyntaxError */
export function expressionOf(text: string): ast.Expr {
  const expression = expressionIn(text);
  if (!expression) throw new PyError('SyntaxError', said`this is not one expression: ${text.trim()}`);
  return expression;
}

/** The one expression of a text; undefined where it is none, or none yet. */
export function expressionIn(text: string): ast.Expr | undefined {
  const { body, problems } = parseModule(text.trim());
  const [statement] = body;
  return problems.length === 0 && body.length === 1 && statement.kind === 'expr' ? statement.value : undefined;
}

function inputOf(ip: Interpreter, request: EvaluateRequest): Value | undefined {
  if (!request.input) return undefined;
  return tensor(ip, request.spelling, request.input);
}

/** A tensor of the framework; Keras' inputs are symbolic, with None where a size is not known. */
function tensor(ip: Interpreter, spelling: Spelling, shape: readonly (Dim | null)[]): Value {
  const sizes = list(shape.map((size) => (size === null ? NONE : int(size))));
  switch (spelling) {
    case 'torch':
      return ip.callMethod(ip.importModule('torch'), 'randn', [sizes]);
    case 'tensorflow':
      return withoutNumbers(ip.callMethod(ip.importModule('tensorflow'), 'zeros', [sizes]));
    case 'keras':
      return ip.call(ip.getAttr(ip.importModule('keras'), 'Input'), [], new Map([['batch_shape', sizes]]));
    case 'flax':
      return withoutNumbers(ip.callMethod(ip.importModule('jax.numpy'), 'zeros', [sizes]));
  }
}

/** An input of which the shape is known and no number: what depends on numbers must not follow from zeros. */
function withoutNumbers(x: Value): Value {
  if (x.kind === 'tensor') x.data = undefined;
  return x;
}

/** What a layer of Flax is given is of the type that the layer takes: positions for a table, numbers else. */
function ofAnyType(x: Value): Value {
  return x.kind === 'tensor' && x.cls === arrayClass ? makeArray(x.shape) : x;
}

/** The message of what evaluation threw. */
export function errorMessage(error: unknown, language: Language = 'en'): string {
  return sayIn(sayingOfError(error), language);
}
