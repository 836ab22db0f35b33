/** What parameters are supposed to be that nobody gives: symbols of their own names, and tensors where they read as such. */
import { assumableInput, type TensorFramework } from '../../libraries/inputs';
import { said } from '../../protocol/say';
import type { Dim } from '../../shape';
import { countsAsNumber } from '../../python/interpreter/counted';
import { furtherArguments } from '../../python/interpreter/openArguments';
import { nameUses } from '../../python/syntax';
import type * as ast from '../../python/syntax/ast';
import {
  NOT_GIVEN,
  UnknownValue,
  tuple,
  type FunctionValue,
  type Site,
  type TensorValue,
  type Value,
} from '../../python/interpreter/values';
import { givenInput, type GivenInput, type InputSources } from './given';

/**
 * What a run before has shown of inputs that nobody describes, by the names of their parameters: that they are tensors, and of
 * which shape, where it has shown that too.
 */
export type Learnt = ReadonlyMap<string, readonly Dim[] | undefined>;

/** Parameters that must be given. */
export function required(fn: FunctionValue): ast.Parameter[] {
  return fn.params.filter((p) => (p.type === 'normal' || p.type === 'positionalOnly') && !fn.defaults.has(p.name));
}

/**
 * A symbol for each parameter that must be given; tensors for those that are described or read as tensors. How many more a function
 * is given that takes any number is not known.
 * @param more `tested`: what a test framework gives, by the names of the parameters
 */
export function symbolicArguments(
  fn: FunctionValue,
  owner: string,
  framework: TensorFramework | 'none',
  sources: InputSources,
  { tested = new Map(), learnt }: { tested?: ReadonlyMap<string, Value>; learnt?: Learnt } = {},
): Value[] {
  const positional = fn.params.filter((p) => p.type === 'normal' || p.type === 'positionalOnly');
  const given = (p: ast.Parameter): boolean =>
    !fn.defaults.has(p.name) || (framework !== 'none' && isEmptyCollection(fn.defaults.get(p.name)!));
  const rest = fn.params.find((p) => p.type === 'varArgs');
  const count = rest ? positional.length : positional.findLastIndex(given) + 1;
  const values = positional.slice(0, count).map((parameter) => {
    if (!given(parameter)) {
      const value = fn.defaults.get(parameter.name)!;
      return value.kind === 'none' ? NOT_GIVEN : value;
    }
    return tested.get(parameter.name) ?? supposed(fn, parameter, { owner, framework, sources, learnt });
  });
  if (!rest) return values;
  const { name, start, end } = rest;
  return [...values, furtherArguments(notGiven(name, owner, { file: fn.site.file, start, end }))];
}

/** The same for parameters that must be given by their names: `def __init__(self, *, dim)`. */
export function symbolicKeywords(
  fn: FunctionValue,
  owner: string,
  framework: TensorFramework | 'none',
  sources: InputSources,
): Map<string, Value> {
  const named = fn.params.filter((p) => p.type === 'keywordOnly' && !fn.defaults.has(p.name));
  return new Map(named.map((p) => [p.name, supposed(fn, p, { owner, framework, sources })]));
}

interface Where {
  owner: string;
  framework: TensorFramework | 'none';
  sources: InputSources;
  learnt?: Learnt;
}

function supposed(fn: FunctionValue, parameter: ast.Parameter, { owner, framework, sources, learnt }: Where): Value {
  if (framework === 'none') return symbol(parameter, owner, fn);
  const described = givenInput(sources, fn, parameter);
  const isTensor = learnt?.has(parameter.name) || readsAsTensor(parameter, fn);
  return described || isTensor || (framework === 'torch' && callsTensorMethod(parameter.name, fn))
    ? input(parameter, framework, described, learnt)
    : symbol(parameter, owner, fn);
}

/** A default that says no more than what kind of thing is to be given: `labels=[]`. */
function isEmptyCollection(value: Value): boolean {
  if (value.kind === 'list' || value.kind === 'tuple') return value.items.length === 0;
  return (value.kind === 'dict' || value.kind === 'set') && value.entries.size === 0;
}

function symbol(parameter: ast.Parameter, owner: string, fn: FunctionValue): UnknownValue {
  const { name, start, end } = parameter;
  const value = notGiven(name, owner, { file: fn.site.file, start, end });
  return nameUses(fn.body).calculated.has(name) ? countsAsNumber(value) : value;
}

/** What stands for an argument that nobody gives. */
export const notGiven = (name: string, owner: string, site: Site | undefined): UnknownValue =>
  new UnknownValue(said`parameter ${name} of ${owner}() is not given`, site, name);

/** An input of a forward pass: a tensor, of the shape given or learnt or of none, or a pair of them where annotated so. */
export function input(
  parameter: ast.Parameter,
  framework: TensorFramework,
  given: GivenInput | undefined,
  learnt: Learnt = new Map(),
): Value {
  const of = (name: string): TensorValue => {
    const tensor = assumableInput(framework, name);
    const shape = given?.shape ?? learnt.get(name);
    if (shape) tensor.shape = [...shape];
    return tensor;
  };
  if (given) {
    const tensor = of(parameter.name);
    tensor.dtype = given.dtype ?? tensor.dtype;
    return tensor;
  }
  const annotation = parameter.annotation;
  if (
    annotation?.kind === 'subscript' &&
    /tuple/i.test(nameOf(annotation.value)) &&
    annotation.index.kind === 'tuple'
  ) {
    return tuple(annotation.index.elements.map((_, i) => of(`${parameter.name}[${i}]`)));
  }
  return of(parameter.name);
}

const tensorNames =
  /^(x|y|z|h|out|output|input|inputs|input_tensor|inp|img|imgs|image|images|feat|feats|feature|features|tensor|net|hidden|batch|prev_layer|layer_input|bottom|skip|shortcut|residual|identity|query|key|value|q|k|v)\d*_?$/;

/** Whether a parameter is used as a tensor: by its annotation, or by its name. */
function readsAsTensor(parameter: ast.Parameter, fn: FunctionValue): boolean {
  if (parameter.annotation) return /tensor/i.test(nameOf(parameter.annotation));
  if (nameUses(fn.body).called.has(parameter.name)) return false;
  return tensorNames.test(parameter.name) || usedAsLayerInput(parameter.name, fn);
}

/** Methods that only PyTorch's tensors have, not NumPy's arrays, containers or numbers. */
const torchMethods =
  /^(size|dim|view|permute|unsqueeze|contiguous|type_as|detach|new_zeros|new_ones|softmax|sigmoid|relu|chunk|cuda)$/;

/** Whether a method of tensors is called on a name anywhere in a function. */
const callsTensorMethod = (name: string, { body }: FunctionValue): boolean =>
  [...(nameUses(body).methods.get(name) ?? [])].some((method) => torchMethods.test(method));

/** `Conv2D(…)(name)`: what a freshly made layer is called on is a tensor. */
function usedAsLayerInput(name: string, fn: FunctionValue): boolean {
  const first = Array.isArray(fn.body) ? fn.body : [];
  return first.some((statement) => {
    const value =
      statement.kind === 'assign' || statement.kind === 'return' || statement.kind === 'expr'
        ? statement.value
        : undefined;
    return (
      value?.kind === 'call' &&
      value.func.kind === 'call' &&
      value.args.some((arg) => arg.kind === 'name' && arg.id === name)
    );
  });
}

function nameOf(e: ast.Expr): string {
  if (e.kind === 'name') return e.id;
  if (e.kind === 'attribute') return e.attr;
  if (e.kind === 'constant' && e.value.type === 'str') return e.value.value;
  if (e.kind === 'subscript') return nameOf(e.value);
  return '';
}
