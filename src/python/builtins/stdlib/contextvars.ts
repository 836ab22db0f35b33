/** `contextvars`: a program is followed in one context, in which a variable has one value at a time. */
import { PyError } from '../../interpreter/errors';
import { native, nativeClass, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { InstanceValue, NONE, type Value } from '../../interpreter/values';
import { reprOf } from '../repr';
import { unknownCall } from './helpers';

/** Stands for a variable that was never set. */
const Missing = new InstanceValue(nativeClass('contextvars', 'Missing', [types.object]));

const Token = nativeClass('contextvars', 'Token', [types.object], { MISSING: Missing });

const ContextVar = nativeClass('contextvars', 'ContextVar', [types.object], {
  __init__: native('ContextVar', 'self, name, *, default=...', (a, cx) => {
    cx.setAttr(a.get('self'), 'name', a.get('name'));
    if (a.has('default')) cx.setAttr(a.get('self'), '_default', a.get('default'));
    return NONE;
  }),
  get: native('get', 'self, default=..., /', (a, cx) => {
    const self = a.get('self');
    const value = cx.findAttr(self, '_value') ?? (a.has('default') ? a.get('default') : cx.findAttr(self, '_default'));
    if (!value) throw new PyError('LookupError', reprOf(cx, self));
    return value;
  }),
  set: native('set', 'self, value, /', (a, cx) => {
    const self = a.get('self');
    const token = new InstanceValue(Token);
    token.attrs.set('var', self);
    token.attrs.set('old_value', cx.findAttr(self, '_value') ?? Missing);
    cx.setAttr(self, '_value', a.get('value'));
    return token;
  }),
  reset: native('reset', 'self, token, /', (a, cx) => {
    const [self, token] = [a.get('self'), a.get('token')];
    const old: Value = cx.getAttr(token, 'old_value');
    if (old !== Missing) cx.setAttr(self, '_value', old);
    else if (self.kind === 'instance') {
      cx.touch(self);
      self.attrs.delete('_value');
    }
    return NONE;
  }),
});

export const contextvarsModule: LibraryModule = {
  name: 'contextvars',
  attrs: { ContextVar, Token, copy_context: unknownCall('copy_context', 'the variables of a context') },
};
