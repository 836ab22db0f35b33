/**
 * Numbers that are made when somebody reads them. A network's layers pass recipes on, so that a notebook that
 * only prints shapes computes nothing.
 */
import type { NdArray } from '../../../compute/ndarray';
import type { TensorValue } from '../../../python/interpreter/values';

/** A recipe for numbers: called as often as one likes, computed once. It never changes what it gives. */
export type Recipe = () => NdArray | undefined;

const recipes = new WeakMap<TensorValue, Recipe>();

/** Makes a tensor's numbers on the first read; assigning replaces them. */
export function lazyNumbers(tensor: TensorValue, make: Recipe): TensorValue {
  recipes.set(tensor, once(make));
  Object.defineProperty(tensor, 'data', {
    configurable: true,
    enumerable: true,
    get: () => recipes.get(tensor)!(),
    set: (numbers: NdArray | undefined) => recipes.set(tensor, () => numbers),
  });
  return tensor;
}

function once(make: Recipe): Recipe {
  let made: { numbers: NdArray | undefined } | undefined;
  return () => (made ??= { numbers: make() }).numbers;
}

/**
 * What a tensor's numbers are now, without computing them: later changes of the tensor do not reach it.
 * Undefined where they are certainly not known.
 */
export function recipeOf(tensor: TensorValue): Recipe | undefined {
  const recipe = recipes.get(tensor);
  if (recipe) return recipe;
  const numbers = tensor.data;
  return numbers && (() => numbers);
}

/** Gives one tensor the numbers another has now, without computing them. */
export function shareRecipe(from: TensorValue, to: TensorValue): void {
  const recipe = recipeOf(from);
  if (recipe) lazyNumbers(to, recipe);
}
