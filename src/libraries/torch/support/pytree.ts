/** `torch.utils._pytree`: functions over nested containers. */
import { native } from '../../../python/interpreter/native';
import type { Value } from '../../../python/interpreter/values';
import { mapTree } from '../../common/trees';
import { nothing } from './passThrough';

export const pytreeAttributes: Record<string, Value> = {
  tree_map: native('tree_map', 'func, tree, *rests, is_leaf=None', (a, cx) =>
    mapTree(a.get('tree'), a.rest, (...leaves) => cx.call(a.get('func'), leaves)),
  ),
  register_pytree_node: nothing('register_pytree_node'),
  _register_pytree_node: nothing('_register_pytree_node'),
};
