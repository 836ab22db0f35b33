/**
 * `torchvision.models.feature_extraction` (torchvision 0.29): a module that gives what nodes of another have given, by name.
 * A call of a layer is a node by the layer's path, its second call by `path_1`; a path of what holds layers is the last node
 * in it, which is what that gave. Functions in between ("add", "flatten") are nodes, too, but are not followed.
 */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, nativeClass, type LibraryModule } from '../../python/interpreter/native';
import { DictValue, NONE, list, str, tuple, type InstanceValue, type Value } from '../../python/interpreter/values';
import { dictSet } from '../../python/builtins/containers';
import { said } from '../../protocol/say';
import { childrenOf, initModule, isModule, leaveOpen, moduleType, selfOf, store, unknownPart } from '../torch/nn/state';

/** What an extractor is asked for: nodes by the names that their values get. */
type Wanted = ReadonlyMap<string, string>;

interface Extraction {
  readonly model: InstanceValue;
  readonly training: Wanted;
  readonly evaluation: Wanted;
}

/** A layer whose calls are nodes, and which of its calls is meant; the last one of what holds layers. */
interface Node {
  readonly layer: InstanceValue;
  readonly call: number | 'last';
}

/** Layers of torch.nn are not looked into (`LeafModuleAwareTracer`). */
const isLeaf = ({ cls }: InstanceValue): boolean => cls.module.startsWith('torch.nn') && cls.name !== 'Sequential';

/** The layer at a path; null where its parent has no such part, undefined where that is not known. */
function layerAt(model: InstanceValue, path: string): InstanceValue | null | undefined {
  let at = model;
  for (const name of path.split('.')) {
    const part = childrenOf(at).find(([key]) => key === name)?.[1];
    if (!part) return unknownPart(at) ? undefined : null;
    at = part;
  }
  return at;
}

/** Which calls a name means; undefined for what a function computes, and for what is not known. */
function nodeOf(model: InstanceValue, name: string): Node | undefined {
  const layer = layerAt(model, name);
  if (layer) return { layer, call: isLeaf(layer) ? 0 : 'last' };
  const again = /^(.+)_(\d+)$/.exec(name);
  const repeated = again && layerAt(model, again[1]);
  return repeated && isLeaf(repeated) ? { layer: repeated, call: Number(again[2]) } : undefined;
}

/** @throws PyError ValueError for a path through a part that the model does not have */
function checkNode(model: InstanceValue, name: string): void {
  const parent = name.split('.').slice(0, -1).join('.');
  if (parent === '' || layerAt(model, parent) !== null) return;
  throw new PyError(
    'ValueError',
    said`node: '${name}' is not present in model: it has no '${parent}'. get_graph_node_names() lists its nodes.`,
    'argument-value',
  );
}

/** Nodes as they are asked for: a list of names, or a dict of them; undefined where they are not known. */
function wantedIn(cx: Context, value: Value): Wanted | undefined {
  const pairs =
    value.kind === 'dict'
      ? value.open
        ? undefined
        : [...value.entries.values()].map(({ key, value: as }) => [key, as])
      : cx.sequence(value)?.map((name) => [name, name]);
  if (!pairs?.every(([node, as]) => node.kind === 'str' && as.kind === 'str')) return undefined;
  return new Map(pairs.map(([node, as]) => [(node as { value: string }).value, (as as { value: string }).value]));
}

/** What a call of a layer has given, and after how many other calls. */
interface Output {
  readonly value: Value;
  readonly order: number;
}

/** What the calls of layers give while a model runs. */
function watching(cx: Context, nodes: readonly Node[], run: () => void): Map<InstanceValue, Output[]> {
  const given = new Map(nodes.map(({ layer }) => [layer, [] as Output[]]));
  let order = 0;
  const handles = [...given].map(([layer, outputs]) => {
    const hook = native('hook', 'module, args, output', (a) => {
      outputs.push({ value: a.get('output'), order: order++ });
      return NONE;
    });
    return cx.callMethod(layer, 'register_forward_hook', [hook]);
  });
  try {
    run();
  } finally {
    for (const handle of handles) cx.callMethod(handle, 'remove', []);
  }
  return given;
}

/**
 * A dict of what the nodes gave, in the order in which they did. What the model computes behind the last node is left out of an
 * extractor: its calls are not those of the model.
 */
function extracted(
  cx: Context,
  { model }: Extraction,
  wanted: Wanted,
  args: Value[],
  kwargs: Map<string, Value>,
): Value {
  const nodes = [...wanted].map(([name, as]) => ({ name, as, node: nodeOf(model, name) }));
  const followed = nodes.flatMap(({ node }) => node ?? []);
  const outputs = watching(cx, followed, () => void cx.rehearsing(() => cx.callMethod(model, 'forward', args, kwargs)));
  const given = nodes.map(({ name, as, node }) => ({
    name,
    as,
    output: node && outputs.get(node.layer)!.at(node.call === 'last' ? -1 : node.call),
  }));
  if (given.every(({ output }) => output)) given.sort((a, b) => a.output!.order - b.output!.order);
  const result = new DictValue();
  for (const { name, as, output } of given) {
    const value = output?.value ?? cx.unknown(said`what the node ${name} of the graph gives is not followed`);
    dictSet(cx, result, str(as), value);
  }
  return result;
}

const extractorClass = nativeClass('torchvision.models.feature_extraction', 'DualGraphModule', [moduleType], {
  forward: native('forward', 'self, *args, **kwargs', (a, cx) => {
    const self = selfOf(a);
    const extraction = self.native as Extraction | undefined;
    const isTraining = cx.truth(cx.getAttr(self, 'training'));
    if (!extraction || isTraining === undefined) return cx.unknown('which nodes are asked for is not known');
    const wanted = isTraining ? extraction.training : extraction.evaluation;
    return extracted(cx, extraction, wanted, [...a.rest], new Map(a.extra));
  }),
});

const createFeatureExtractor = native(
  'create_feature_extractor',
  'model, return_nodes=None, train_return_nodes=None, eval_return_nodes=None, tracer_kwargs=None, suppress_diff_warning=False, concrete_args=None',
  (a, cx) => {
    const model = a.get('model');
    if (!isModule(model)) return cx.unknown('the model whose features are asked for is not known');
    const [both, training, evaluation] = ['return_nodes', 'train_return_nodes', 'eval_return_nodes'].map((name) =>
      a.isNone(name) ? undefined : wantedIn(cx, a.get(name)),
    );
    const extraction = { model, training: (both ?? training)!, evaluation: (both ?? evaluation)! };
    if (!extraction.training || !extraction.evaluation) return cx.unknown('which nodes are asked for is not known');
    for (const name of [...extraction.training.keys(), ...extraction.evaluation.keys()]) checkNode(model, name);
    const made = cx.call(extractorClass, []);
    if (made.kind !== 'instance') return made;
    initModule(cx, made);
    for (const [name, child] of childrenOf(model)) store(cx, made, '_modules', name, child);
    leaveOpen(cx, made, cx.unknown('which layers the nodes need is not followed'));
    cx.setAttr(made, 'training', cx.getAttr(model, 'training'));
    made.native = extraction;
    return made;
  },
);

export const featureExtraction: LibraryModule = {
  name: 'torchvision.models.feature_extraction',
  attrs: {
    create_feature_extractor: createFeatureExtractor,
    get_graph_node_names: native('get_graph_node_names', 'model, *args, **kwargs', (_a, cx) => {
      const names = (): Value => {
        const nodes = list([]);
        nodes.open = cx.unknown('the nodes of the graph are not followed');
        return nodes;
      };
      return tuple([names(), names()]);
    }),
  },
};
