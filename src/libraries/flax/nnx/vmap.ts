/**
 * `nnx.vmap`: JAX's vmap, of modules as well: each variable of a module that is mapped has the mapped axis
 * (flax/nnx/transforms/iteration.py).
 */
import type { Context } from '../../../python/interpreter/context';
import { native } from '../../../python/interpreter/native';
import { InstanceValue, NativeFunction, TensorValue, int, type Value } from '../../../python/interpreter/values';
import { normalizeAxis, type Dim, type Shape } from '../../../shape';
import { mapTree } from '../../common/trees';
import { axesFor, commonSize } from '../../jax/transforms';
import { isModule } from './module';

/** Runs the body once, on modules and arrays without the mapped axis, and gives it back to all of them. */
export const vmap = new NativeFunction('vmap', (_cx, { args: [fn], kwargs }) => {
  const decorate = (f: Value): Value =>
    new NativeFunction('vmap', (cx, { args, kwargs: given }) => {
      const [inAxes, outAxes] = ['in_axes', 'out_axes'].map((name) => kwargs.get(name));
      if ([inAxes, outAxes].some((axes) => axes && !isPlain(axes)))
        return cx.unknown('which axes of which variables are mapped is not known');
      const mapping = new Mapping(cx);
      const mapped = args.map((arg, i) => mapping.without(arg, inAxes ? axesFor(inAxes, i) : undefined));
      const size = commonSize(cx, mapping.sizes);
      const result = cx.call(f, mapped, given);
      mapping.restore(size);
      return mapping.withAxis(result, outAxes, size);
    });
  return fn ? decorate(fn) : native('vmap', 'f', (a) => decorate(a.get('f')));
});

/** Axes by number or None, one for all or one for each; not by filters of variables (`nnx.StateAxes`). */
function isPlain(axes: Value): boolean {
  if (axes.kind === 'tuple' || axes.kind === 'list') return axes.items.every(isPlain);
  return axes.kind === 'int' || axes.kind === 'none';
}

/** The axis that a tensor or module has or gets: the first one unless told, none for None. */
function axisOf(axis: Value | undefined): number | undefined {
  if (!axis) return 0;
  return axis.kind === 'int' && typeof axis.value === 'number' ? axis.value : undefined;
}

type ChangeShape = (shape: Shape, axis: number) => Shape;

/** What a module is replaced by, and how it is remembered before its attributes are mapped. */
interface Replacing {
  found(module: InstanceValue): InstanceValue | undefined;
  remember(module: InstanceValue, copy: InstanceValue, axis: number): void;
}

/** One call: the modules that are mapped, and the copies that the body works on. */
class Mapping {
  readonly sizes: Dim[] = [];
  private readonly copies = new Map<InstanceValue, InstanceValue>();
  private readonly originals = new Map<InstanceValue, { module: InstanceValue; axis: number }>();
  /** Modules that the body has made, as they are outside of it. */
  private readonly grown = new Map<InstanceValue, InstanceValue>();

  constructor(private readonly cx: Context) {}

  /** Arrays without their mapped axis; copies of modules whose variables are without it. */
  without(value: Value, axes: Value | undefined): Value {
    const change: ChangeShape = (shape, axis) => {
      const at = normalizeAxis(axis, shape.length, 'vmap');
      this.sizes.push(shape[at]);
      return shape.filter((_, i) => i !== at);
    };
    return mapState(value, axes, change, {
      found: (module) => this.copies.get(module),
      remember: (module, copy, axis) => {
        this.copies.set(module, copy);
        this.originals.set(copy, { module, axis });
      },
    });
  }

  /** Arrays with an axis of this size; modules that the body has made, with one in each variable. */
  withAxis(value: Value, axes: Value | undefined, size: Dim): Value {
    const change: ChangeShape = (shape, axis) => {
      const at = normalizeAxis(axis, shape.length + 1, 'vmap');
      return [...shape.slice(0, at), size, ...shape.slice(at)];
    };
    return mapState(value, axes, change, {
      found: (module) => this.originals.get(module)?.module ?? this.grown.get(module),
      remember: (module, copy) => this.grown.set(module, copy),
    });
  }

  /** What the body has put into copies of modules goes into the modules. */
  restore(size: Dim): void {
    for (const [copy, { module, axis }] of this.originals) {
      this.cx.touch(module);
      for (const [name, value] of copy.attrs) module.attrs.set(name, this.withAxis(value, int(axis), size));
    }
  }
}

/** A tree of arrays and modules, their variables among them, with other shapes. */
function mapState(value: Value, axes: Value | undefined, change: ChangeShape, replacing: Replacing): Value {
  return mapTree(
    value,
    axes ? [axes] : [],
    (leaf, given) => {
      const axis = axisOf(given);
      if (axis === undefined) return leaf;
      if (leaf.kind === 'tensor') {
        return new TensorValue(leaf.cls, leaf.shape && change(leaf.shape, axis), leaf.dtype, leaf.reason);
      }
      if (!isModule(leaf)) return leaf;
      const found = replacing.found(leaf);
      if (found) return found;
      const copy = new InstanceValue(leaf.cls);
      copy.native = leaf.native;
      replacing.remember(leaf, copy, axis);
      for (const [name, attr] of leaf.attrs) copy.attrs.set(name, mapState(attr, given, change, replacing));
      return copy;
    },
    isModule,
  );
}
