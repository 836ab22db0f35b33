/** Arrays and NumPy scalars as text, and the options that `np.set_printoptions` sets. */
import type { Context } from '../../python/interpreter/context';
import { native, type Bound } from '../../python/interpreter/native';
import { NONE, str, type TensorValue, type Value } from '../../python/interpreter/values';
import { formatDim } from '../../shape';
import {
  PRINT_OPTIONS,
  arrayRepr,
  arrayText,
  describeTensor,
  scalarRepr,
  scalarText,
  type PrintOptions,
} from '../common/display';
import { elementsOf } from '../common/elements';
import { asArray, ndarray } from './classes';

/** The options of this session. */
function options(cx: Context): PrintOptions {
  return cx.session('numpy.printoptions', () => ({ ...PRINT_OPTIONS }));
}

/** `str(array)`. */
export function textOf(cx: Context, tensor: TensorValue): string {
  const { data } = tensor;
  if (!data) return sizeText(tensor) ?? describeTensor(tensor);
  return tensor.cls === ndarray ? arrayText(data, options(cx)) : scalarText(data.data[0], data.dtype);
}

/** `repr(array)`. */
export function reprOf(cx: Context, tensor: TensorValue): string {
  const { data } = tensor;
  if (!data) {
    const sizes = sizeText(tensor, ', ');
    return sizes === undefined
      ? describeTensor(tensor)
      : `${tensor.cls === ndarray ? 'array' : `np.${tensor.dtype}`}(${sizes})`;
  }
  return tensor.cls === ndarray ? arrayRepr(data, options(cx)) : scalarRepr(data.data[0], data.dtype);
}

/** Sizes that are expressions: a scalar prints as its expression, a vector as `[H W]`. */
function sizeText(tensor: TensorValue, separator = ' '): string | undefined {
  const elements = elementsOf(tensor);
  if (!elements || !tensor.shape || tensor.shape.length > 1) return undefined;
  const texts = elements.map(formatDim);
  return tensor.shape.length === 0 ? texts[0] : `[${texts.join(separator)}]`;
}

/** Numeric options that the caller gave. */
function given(a: Bound): Partial<PrintOptions> {
  const changed: Partial<PrintOptions> = {};
  for (const name of ['precision', 'threshold', 'edgeitems', 'linewidth'] as const) {
    const value = a.isNone(name) ? undefined : a.number(name);
    if (value !== undefined) changed[name] = value;
  }
  const suppress = a.isNone('suppress') ? undefined : a.truth('suppress');
  return suppress === undefined ? changed : { ...changed, suppress };
}

const OPTIONS =
  'precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None, **kwarg';

export const printing: Record<string, Value> = {
  set_printoptions: native('set_printoptions', OPTIONS, (a, cx) => {
    Object.assign(options(cx), given(a));
    return NONE;
  }),
  array2string: native(
    'array2string',
    "a, max_line_width=None, precision=None, suppress_small=None, separator=' ', **kwargs",
    (a, cx) => {
      const array = asArray(cx, a.get('a'));
      const precision = a.isNone('precision') ? undefined : a.number('precision');
      const width = a.isNone('max_line_width') ? undefined : a.number('max_line_width');
      const suppress = a.isNone('suppress_small') ? undefined : a.truth('suppress_small');
      if (!array.data) return str(describeTensor(array));
      const own = options(cx);
      return str(
        arrayText(
          array.data,
          {
            ...own,
            precision: precision ?? own.precision,
            linewidth: width ?? own.linewidth,
            suppress: suppress ?? own.suppress,
          },
          a.str('separator') ?? ' ',
        ),
      );
    },
  ),
  array_repr: native('array_repr', 'arr', (a, cx) => str(reprOf(cx, asArray(cx, a.get('arr'))))),
  array_str: native('array_str', 'a', (a, cx) => str(textOf(cx, asArray(cx, a.get('a'))))),
};
