/**
 * Progress bars around what a loop goes through: tqdm 4.67 (https://tqdm.github.io/docs/tqdm). They hand on the elements as
 * they come, and draw on the error stream, of which nothing is shown.
 */
import { builtins } from '../../python/builtins';
import { quiet, unmodelled } from '../../python/builtins/stdlib/helpers';
import { native, nativeClass, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { FALSE, NONE, type Value } from '../../python/interpreter/values';

const QUIET =
  'update set_description set_description_str set_postfix set_postfix_str close clear refresh reset unpause display';

const tqdm = nativeClass('tqdm.std', 'tqdm', [types.object], {
  __init__: native('tqdm', 'self, iterable=None, desc=None, total=None, *args, **kwargs', (a, cx) => {
    for (const name of ['iterable', 'desc', 'total']) cx.setAttr(a.get('self'), name, a.get(name));
    return NONE;
  }),
  // What is gone through stands for its iterator: a loop knows more of it.
  __iter__: native('__iter__', 'self', (a, cx) => cx.getAttr(a.get('self'), 'iterable')),
  __len__: native('__len__', 'self', (a, cx) => {
    const [iterable, total] = ['iterable', 'total'].map((name) => cx.getAttr(a.get('self'), name));
    return iterable.kind === 'none' ? total : cx.call(builtins.len, [iterable]);
  }),
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *args', () => FALSE),
  ...Object.fromEntries(QUIET.split(' ').map((name) => [name, quiet(name)])),
  write: quiet('write'),
  pandas: quiet('pandas'),
  __getattr__: unmodelled('tqdm'),
});

const attrs: Record<string, Value> = {
  tqdm,
  tqdm_notebook: tqdm,
  trange: native('trange', '*args, **kwargs', (a, cx) => cx.call(tqdm, [cx.call(builtins.range, [...a.rest])])),
};
export const modules: LibraryModule[] = [
  ...['', '.auto', '.autonotebook', '.notebook', '.std', '.rich'].map((part) => ({ name: `tqdm${part}`, attrs })),
];
