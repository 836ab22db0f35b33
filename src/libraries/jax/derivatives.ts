/** Derivatives of functions of arrays: Jacobians, Hessians, products with vectors (JAX documentation, "Automatic differentiation"). */
import type { Context } from '../../python/interpreter/context';
import { native } from '../../python/interpreter/native';
import { NativeFunction, tuple, type Value } from '../../python/interpreter/values';
import { arrayOf, makeArray, mapTensors } from './arrays';

/** The result of a function, for every element of an input: (…result, …input). */
function jacobian(result: Value, input: Value): Value {
  return mapTensors(result, (y) => {
    const x = arrayOf(input);
    return makeArray(y.shape && x?.shape && [...y.shape, ...x.shape], y.dtype);
  });
}

/** A transformation of a function that differentiates it by its first argument, so many times. */
const differentiating = (name: string, times: number): NativeFunction =>
  native(name, 'fun, argnums=0, has_aux=False, **kwargs', (a) => {
    const argnum = a.number('argnums');
    return new NativeFunction(name, (cx: Context, { args, kwargs }) => {
      const result = cx.call(a.get('fun'), args, kwargs);
      if (argnum === undefined || args[argnum] === undefined) return cx.unknown('the argument is not known');
      let made = result;
      for (let i = 0; i < times; i++) made = jacobian(made, args[argnum]);
      return made;
    });
  });

/** The result, and its change along directions. */
const jvp = native('jvp', 'fun, primals, tangents, has_aux=False', (a, cx) => {
  const primals = cx.sequence(a.get('primals'));
  if (!primals) return cx.unknown('the arguments are not known');
  const result = cx.call(a.get('fun'), primals);
  return tuple([result, mapTensors(result, (y) => makeArray(y.shape, y.dtype))]);
});

/** The result, and the function that pulls a change of it back to the arguments. */
const vjp = native('vjp', 'fun, *primals, has_aux=False, **kwargs', (a, cx) => {
  const pull = new NativeFunction('vjp_fun', () =>
    tuple(a.rest.map((primal) => mapTensors(primal, (x) => makeArray(x.shape, x.dtype)))),
  );
  return tuple([cx.call(a.get('fun'), a.rest), pull]);
});

/** The result, and the linear function that it is near the arguments. */
const linearize = native('linearize', 'fun, *primals, **kwargs', (a, cx) => {
  const result = cx.call(a.get('fun'), a.rest);
  const linear = new NativeFunction('f_jvp', () => mapTensors(result, (y) => makeArray(y.shape, y.dtype)));
  return tuple([result, linear]);
});

export const derivatives: Record<string, Value> = {
  jacfwd: differentiating('jacfwd', 1),
  jacrev: differentiating('jacrev', 1),
  jacobian: differentiating('jacobian', 1),
  hessian: differentiating('hessian', 2),
  jvp,
  vjp,
  linearize,
};
