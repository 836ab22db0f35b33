/** torchinfo, torchsummary, thop, ptflops, fvcore: they run the model once with the input they are given. */
import type { Context } from '../../../python/interpreter/context';
import { native, type LibraryModule } from '../../../python/interpreter/native';
import { int, NONE, tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { dimList, isSequence } from '../arguments';
import { allStored, isModule } from '../nn/state';
import { numElements, sumOf, type Dim } from '../../../shape';
import { tensorOf } from '../tensor';

/** One size or several; `batch` goes in front where the tool adds it. */
function inputsOf(cx: Context, sizes: Value, batch: readonly Dim[]): Value[] | undefined {
  const items = isSequence(sizes) ? cx.sequence(sizes) : undefined;
  if (!items) return undefined;
  const several = items.length > 0 && items.every(isSequence);
  return (several ? items : [sizes]).flatMap((size) => {
    const dims = dimList(cx, size, 'input_size');
    return dims ? [tensorOf([...batch, ...dims])] : [];
  });
}

/** Parameters of the model, each once. */
function parameterCount(model: Value): Value {
  if (!isModule(model)) return int(0);
  return int(
    sumOf(allStored(model, '_parameters').map(([, tensor]) => (tensor.shape ? numElements(tensor.shape) : 0))),
  );
}

const run = (cx: Context, model: Value, inputs: readonly Value[]): Value => cx.call(model, [...inputs]);

const torchinfo: NativeFunction = native(
  'summary',
  'model, input_size=None, input_data=None, batch_dim=None, *args, **kwargs',
  (a, cx) => {
    const data = a.get('input_data');
    // `batch_dim` is where a batch of one goes that `input_size` leaves out.
    const batch = a.isNone('batch_dim') ? [] : [1];
    const given =
      data.kind === 'none' ? inputsOf(cx, a.get('input_size'), batch) : isSequence(data) ? cx.sequence(data) : [data];
    if (given && given.length > 0) run(cx, a.get('model'), given);
    return cx.unknown('the text of a model summary');
  },
);

const torchsummary: NativeFunction = native('summary', "model, input_size, batch_size=-1, device='cuda'", (a, cx) => {
  const inputs = inputsOf(cx, a.get('input_size'), [2]);
  if (inputs) run(cx, a.get('model'), inputs);
  return NONE;
});

const profile: NativeFunction = native('profile', 'model, inputs, *args, **kwargs', (a, cx) => {
  const inputs = cx.sequence(a.get('inputs'));
  if (inputs) run(cx, a.get('model'), inputs);
  return tuple([cx.unknown('the multiply-adds that thop counts'), parameterCount(a.get('model'))]);
});

const ptflops: NativeFunction = native('get_model_complexity_info', 'model, input_res, *args, **kwargs', (a, cx) => {
  const inputs = inputsOf(cx, a.get('input_res'), [1]);
  if (inputs) run(cx, a.get('model'), inputs);
  return tuple([cx.unknown('the multiply-adds that ptflops counts'), parameterCount(a.get('model'))]);
});

/** What runs a model once on what it is given, and gives something else than its output. */
const running = (name: string, signature: string, inputs: string, what: string): NativeFunction =>
  native(name, signature, (a, cx) => {
    runWith(cx, a.get('model'), a.get(inputs));
    return cx.unknown(what);
  });

/** One input, or a tuple of them. */
function runWith(cx: Context, model: Value, inputs: Value): void {
  if (inputs.kind === 'none') return;
  const given = isSequence(inputs) ? cx.sequence(inputs) : [inputs];
  if (given) run(cx, model, given);
}

/** `torch.jit.trace`: the traced model is the model. */
export const jitTrace: NativeFunction = native('trace', 'func, example_inputs=None, *args, **kwargs', (a, cx) => {
  runWith(cx, a.get('func'), a.get('example_inputs'));
  return a.get('func');
});

export const onnxExport: NativeFunction = running(
  'export',
  'model, args=None, f=None, *rest, **kwargs',
  'args',
  'what torch.onnx.export gives',
);

/** `SummaryWriter.add_graph`. */
export const addGraph: NativeFunction = native(
  'add_graph',
  'self, model, input_to_model=None, *args, **kwargs',
  (a, cx) => {
    runWith(cx, a.get('model'), a.get('input_to_model'));
    return NONE;
  },
);

const flopCount = running('FlopCountAnalysis', 'model, inputs, *args, **kwargs', 'inputs', 'the counts of fvcore');

export const summaryModules: LibraryModule[] = [
  { name: 'torchinfo', attrs: { summary: torchinfo } },
  { name: 'torchsummary', attrs: { summary: torchsummary } },
  {
    name: 'thop',
    attrs: {
      profile,
      clever_format: native('clever_format', 'nums, format=None', (_a, cx) => cx.unknown('counts as text')),
    },
  },
  { name: 'fvcore', attrs: {}, isFallback: true },
  { name: 'fvcore.nn', attrs: { FlopCountAnalysis: flopCount }, isFallback: true },
  { name: 'ptflops', attrs: { get_model_complexity_info: ptflops } },
];
