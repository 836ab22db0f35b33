/** Quick fix: the lazy form of a layer, which reads its input size off the first input (torch.nn, "Lazy Modules"). */
import { frameworkOf } from '../../libraries/inputs';
import type { Analysis } from '../analyse';
import { argumentFor, renamedClass, type ConstructorCall } from './constructorCall';
import type { Fix } from './edits';
import { removeArgument } from './removeArgument';

/** The argument that a lazy form does without, by the layer's name. */
function droppedArgument(name: string): string | undefined {
  if (/^Conv(Transpose)?[123]d$/.test(name)) return 'in_channels';
  if (/^(BatchNorm|InstanceNorm)[123]d$/.test(name)) return 'num_features';
  return name === 'Linear' ? 'in_features' : undefined;
}

/** Replaces `nn.Conv2d(3, 64, 7)` by `nn.LazyConv2d(64, 7)`; only where the lazy class can be named there. */
export function lazyLayer(analysis: Analysis, call: ConstructorCall): Fix | undefined {
  const { cls } = call;
  const dropped = frameworkOf(cls) === 'torch' ? droppedArgument(cls.name) : undefined;
  const argument = dropped && argumentFor(call, dropped);
  const lazy = `Lazy${cls.name}`;
  if (!argument) return undefined;
  const rename = renamedClass(analysis, call, lazy);
  const removal = removeArgument(call, argument.span);
  if (!rename || !removal) return undefined;
  return { kind: 'lazy', subject: lazy, edits: [rename, removal], preferred: false };
}
