/** `jax.image`: an image of any rank to a shape of the same rank. */
import { op, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { str, type Value } from '../../python/interpreter/values';
import { formatShape, normalizeAxis, ShapeError } from '../../shape';
import { shapeArg } from '../common/shapes';
import { arrayOf, inexact, makeArray } from './arrays';
import { said } from '../../protocol/say';

/** @throws ShapeError `rank-mismatch` where the shape has another number of axes (jax.image.resize) */
const resized = (name: string, signature: string): Value =>
  op(name, signature, (a, cx) => {
    const image = arrayOf(a.get('image'));
    const shape = shapeArg(cx, a.get('shape'));
    if (!shape) return cx.unknown(said`the shape of jax.image.${name} is not known`);
    if (image?.shape && image.shape.length !== shape.length) {
      throw new ShapeError(
        'rank-mismatch',
        said`jax.image.${name}: shape=${formatShape(shape)} must have as many axes as the image ${formatShape(image.shape)}, batch and channels included.`,
      );
    }
    const axes = a.has('spatial_dims') ? shapeArg(cx, a.get('spatial_dims')) : undefined;
    // Only the nearest element is one of the image's own.
    const method = a.get('method');
    const keeps = method.kind === 'str' && method.value === 'nearest';
    const dtype = keeps ? image?.dtype : method.kind === 'str' ? inexact(image?.dtype) : undefined;
    if (!a.has('spatial_dims') || !image?.shape) return makeArray(shape, dtype);
    if (!axes) return cx.unknown('the spatial_dims are not known');
    // Other axes than the spatial ones stay as they are.
    const spatial = axes.map((axis) => normalizeAxis(axis as number, shape.length, a.fn));
    return makeArray(
      image.shape.map((size, i) => (spatial.includes(i) ? shape[i] : size)),
      dtype,
    );
  });

const METHODS = ['NEAREST', 'LINEAR', 'LANCZOS3', 'LANCZOS5', 'CUBIC'];

export const image: Record<string, Value> = {
  resize: resized('resize', 'image, shape, method, antialias=True, precision=None'),
  scale_and_translate: resized(
    'scale_and_translate',
    'image, shape, spatial_dims, scale, translation, method, antialias=True, precision=None',
  ),
  ResizeMethod: nativeClass(
    'jax.image',
    'ResizeMethod',
    [types.object],
    Object.fromEntries(METHODS.map((name) => [name, str(name.toLowerCase())])),
  ),
};
