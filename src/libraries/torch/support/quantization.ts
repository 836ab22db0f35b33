/**
 * `torch.ao.quantization` and `torch.ao.nn.quantized` as far as a model meets them before it is converted: the stubs
 * at its ends, and the modules that stand for `+` and `torch.cat` (torch 2.x, torch/ao/nn/quantized/modules/
 * functional_modules.py). What preparing, fusing and converting replace is not followed and says so.
 */
import { native, nativeClass, type LibraryModule, type Rule } from '../../../python/interpreter/native';
import { NONE, str, type Value } from '../../../python/interpreter/values';
import { layerClass } from '../nn/layer';
import { linearLayers } from '../nn/linear';
import { functionsOf } from '../family';
import { activationFunctions } from '../functional/activation';
import { elementwiseOps } from '../ops/elementwise';
import { joiningOps } from '../ops/joining';
import { linearOps } from '../ops/linear';
import { initModule, moduleType, selfOf, store } from '../nn/state';
import { nothing, unknowable } from './passThrough';

const stub = (name: string, signature: string) =>
  layerClass({ name, module: 'torch.ao.quantization.stubs', signature, forward: (c) => c.a.get('input') });

const identity = linearLayers.find((cls) => cls.name === 'Identity')!;
const { add, mul, matmul, cat } = functionsOf([...elementwiseOps, ...joiningOps, ...linearOps], 'torch');
const { relu } = activationFunctions;

/** One operation, whose result goes through the module that would observe its range. */
const observed = (name: string, signature: string, compute: Rule): Value =>
  native(name, `self, ${signature}`, (a, cx) =>
    cx.call(cx.getAttr(selfOf(a), 'activation_post_process'), [compute(a, cx)]),
  );

const ofTwo =
  (fn: Value): Rule =>
  (a, cx) =>
    cx.call(fn, [a.get('x'), a.get('y')]);

const floatFunctional = nativeClass('torch.ao.nn.quantized', 'FloatFunctional', [moduleType], {
  __init__: native('__init__', 'self', (a, cx) => {
    const self = selfOf(a);
    initModule(cx, self);
    store(cx, self, '_modules', 'activation_post_process', cx.call(identity));
    return NONE;
  }),
  add: observed('add', 'x, y', ofTwo(add)),
  mul: observed('mul', 'x, y', ofTwo(mul)),
  matmul: observed('matmul', 'x, y', ofTwo(matmul)),
  cat: observed('cat', 'x, dim=0', (a, cx) => cx.call(cat, [a.get('x'), a.get('dim')])),
  add_relu: observed('add_relu', 'x, y', (a, cx) => cx.call(relu, [ofTwo(add)(a, cx)])),
  add_scalar: native('add_scalar', 'self, x, y', ofTwo(add)),
  mul_scalar: native('mul_scalar', 'self, x, y', ofTwo(mul)),
});

const CONVERTED = 'the layers that quantization puts in place of the others are not followed';

const steps: Record<string, Value> = {
  QuantStub: stub('QuantStub', 'qconfig=None'),
  DeQuantStub: stub('DeQuantStub', 'qconfig=None'),
  ...Object.fromEntries(
    ['fuse_modules', 'fuse_modules_qat', 'prepare', 'prepare_qat', 'convert', 'quantize', 'quantize_dynamic'].map(
      (name) => [name, unknowable(name, CONVERTED)],
    ),
  ),
  ...Object.fromEntries(
    ['disable_observer', 'enable_observer', 'disable_fake_quant', 'enable_fake_quant', 'propagate_qconfig_'].map(
      (name) => [name, nothing(name)],
    ),
  ),
  get_default_qconfig: native('get_default_qconfig', "backend='x86', version=0", () => str('qconfig')),
  get_default_qat_qconfig: native('get_default_qat_qconfig', "backend='x86', version=1", () => str('qconfig')),
};

const functional = { FloatFunctional: floatFunctional, QFunctional: floatFunctional };

export const quantizationModules: LibraryModule[] = [
  { name: 'torch.ao', attrs: {} },
  { name: 'torch.ao.nn', attrs: {} },
  { name: 'torch.ao.quantization', attrs: steps },
  { name: 'torch.quantization', attrs: steps },
  { name: 'torch.ao.nn.quantized', attrs: functional },
  { name: 'torch.nn.quantized', attrs: functional },
];
