/** torch.fx: what a tracer makes of a module computes what the module computes, until its graph is changed (torch 2.13, torch/fx). */
import type { Context } from '../../../python/interpreter/context';
import { native, nativeClass, type LibraryModule } from '../../../python/interpreter/native';
import { NONE, type ClassValue, type InstanceValue, type Value } from '../../../python/interpreter/values';
import { initModule, isModule, moduleType, registered, selfOf, STORES } from '../nn/state';
import { wrapper } from './passThrough';

const ROOT = '_root';
const GRAPH = 'a graph of torch.fx: what its nodes are is not followed';

/** The module that was traced; undefined where the graph was made or changed by hand. */
const rootOf = (self: InstanceValue): Value | undefined => self.attrs.get(ROOT);

const forget = (name: string) =>
  native(name, 'self, *args, **kwargs', (a, cx) => {
    const self = selfOf(a);
    cx.touch(self);
    self.attrs.delete(ROOT);
    return cx.unknown(GRAPH);
  });

const graphModule: ClassValue = nativeClass('torch.fx.graph_module', 'GraphModule', [moduleType], {
  __init__: native('GraphModule.__init__', "self, root, graph=None, class_name='GraphModule'", (a, cx) => {
    initModule(cx, selfOf(a));
    if (isModule(a.get('root'))) shareMembers(selfOf(a), a.get('root') as InstanceValue);
    return NONE;
  }),
  forward: native('forward', 'self, *args, **kwargs', (a, cx) => {
    const root = rootOf(selfOf(a));
    return root ? cx.call(root, a.rest, new Map(a.extra)) : cx.unknown(GRAPH);
  }),
  // Whoever asks for the graph may change it.
  __getattr__: native('__getattr__', 'self, name', (a, cx) => {
    const [self, name] = [selfOf(a), a.str('name')];
    const own = name === undefined ? undefined : registered(self, name);
    if (own) return own;
    if (name === 'graph') {
      cx.touch(self);
      self.attrs.delete(ROOT);
    }
    return cx.unknown(GRAPH);
  }),
  recompile: forget('recompile'),
  add_submodule: forget('add_submodule'),
  delete_submodule: forget('delete_submodule'),
});

function shareMembers(self: InstanceValue, root: InstanceValue): void {
  for (const store of STORES) {
    const members = root.attrs.get(store);
    if (members) self.attrs.set(store, members);
  }
}

function traced(cx: Context, root: Value): Value {
  if (root.kind === 'unknown') return root;
  const made = cx.call(graphModule, [root]);
  if (made.kind === 'instance') made.attrs.set(ROOT, root);
  return made;
}

/** A class of which nothing is followed: what is made of it is not known. */
function opaque(name: string): ClassValue {
  const cls = nativeClass('torch.fx', name, []);
  cls.hooks = { construct: (cx) => cx.unknown(GRAPH) };
  return cls;
}

export const fxModules: LibraryModule[] = [
  {
    name: 'torch.fx',
    attrs: {
      wrap: wrapper('wrap'),
      symbolic_trace: native('symbolic_trace', 'root, concrete_args=None', (a, cx) => traced(cx, a.get('root'))),
      GraphModule: graphModule,
      ...Object.fromEntries(['Proxy', 'Node', 'Graph'].map((name) => [name, opaque(name)])),
    },
  },
  { name: 'torch.fx.wrap', attrs: {} },
];
