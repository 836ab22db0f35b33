/**
 * A call of `init` or `apply`: which variables the module is given, which collections may change, and which random streams there are
 * (flax/core/scope.py). What a run lacks is told at that call, where it is mended.
 */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { ClassValue, DictValue, InstanceValue, Value } from '../../../python/interpreter/values';
import { NONE, str } from '../../../python/interpreter/values';
import { leavesWithPaths } from '../../common/trees';
import { keysLike } from '../../jax/random';
import { dictGet } from '../../../python/builtins/containers';
import { said, type Saying } from '../../../protocol/say';
import { currentFrame, isModule } from './state';

export interface Run {
  readonly kind: 'init' | 'apply';
  /** The module that is run. */
  readonly root: InstanceValue;
  /** What `apply` was given; undefined in `init`, which begins with nothing. */
  readonly variables?: Value;
  /** Whether a collection may change; undefined where that is not known. */
  readonly mutable: (collection: string) => boolean | undefined;
  /** The names of the streams; undefined where they are not known. */
  readonly rngs?: ReadonlySet<string>;
  /** The key, or keys by stream, that the call was given. */
  readonly keys?: Value;
  /** What the call is refused for, once it is over. */
  refusal?: PyError;
}

const runsOf = (cx: Context): Run[] => cx.session('flax.linen.runs', () => []);

export const currentRun = (cx: Context): Run | undefined => runsOf(cx).at(-1);

/** Runs a module's method as `init` or `apply` do. @throws PyError what is certainly lacking, at the call of them */
export function running(cx: Context, run: Run, method: () => Value): Value {
  const runs = runsOf(cx);
  runs.push(run);
  let result: Value;
  try {
    result = method();
  } finally {
    runs.pop();
  }
  if (run.refusal) throw run.refusal;
  return result;
}

/** Refuses the run: where it is called if that is certain there, else where it fails. */
function refuse(cx: Context, run: Run, typeName: string, code: string, saying: Saying): void {
  const error = new PyError(typeName, saying, code);
  if (cx.mode === 'run' || cx.isBranching) throw error;
  run.refusal ??= error;
}

/**
 * Compact methods run in `init`, `apply` or a module that does, or after `bind` (flax/linen/module.py).
 * @throws PyError CallCompactUnboundModuleError where the program calls one of a module that stands alone
 */
export function checkBound(cx: Context, self: InstanceValue): void {
  const isAlone = !currentFrame(cx) && !currentRun(cx) && !self.attrs.has('_bound') && !self.attrs.has('_parent');
  if (!isAlone || !cx.site || cx.isSupposing || cx.handedOver) return;
  throw new PyError(
    'CallCompactUnboundModuleError',
    said`Can't call compact methods on unbound modules: initialize it with variables = module.init(key, x), then call module.apply(variables, x).`,
    'unbound-module',
  );
}

// ── Random streams ─────────────────────────────────────────────────────────────────────────────

/** A key of the form that the run was given. */
export function newKey(cx: Context): Value {
  const keys = currentRun(cx)?.keys;
  const given = keys?.kind === 'dict' ? [...keys.entries.values()].map(({ value }) => value) : [keys];
  return keysLike(given.find((key) => key?.kind === 'tensor') ?? NONE, []);
}

/** The streams that an `rngs` argument names: a key alone is the stream `params`. */
export function streamsOf(rngs: Value): ReadonlySet<string> | undefined {
  if (rngs.kind === 'none') return new Set();
  if (rngs.kind === 'tensor') return new Set(['params']);
  if (rngs.kind !== 'dict' || rngs.open) return undefined;
  const names = [...rngs.entries.values()].map(({ key }) => (key.kind === 'str' ? key.value : undefined));
  return names.includes(undefined) ? undefined : new Set(names as string[]);
}

/**
 * Takes a key of a stream; of `params` where there is no such stream (flax/core/scope.py, `make_rng`).
 * @throws PyError InvalidRngError
 */
export function takeStream(cx: Context, self: InstanceValue, name: string): void {
  const run = currentRun(cx);
  if (!run?.rngs || run.rngs.has(name) || run.rngs.has('params')) return;
  const how =
    name === 'params'
      ? said`Give init() a key, or {"params": key} beside other streams.`
      : run.kind === 'init'
        ? said`Give init() {"params": key, "${name}": key}, or one key for all.`
        : said`Give apply() rngs={"${name}": key}.`;
  refuse(cx, run, 'InvalidRngError', 'missing-rng', said`${ownName(self)} needs PRNG for "${name}". ${how}`);
}

const ownName = (self: InstanceValue): string => {
  const own = self.attrs.get('name');
  return own?.kind === 'str' ? own.value : self.cls.name;
};

// ── Variables ──────────────────────────────────────────────────────────────────────────────────

/** The names from the module that is run, which has none, to this one; undefined where one is not known. */
function path(run: Run, self: InstanceValue): string[] | undefined {
  if (self === run.root) return [];
  const parent = self.attrs.get('_parent');
  if (!isModule(parent)) return undefined;
  const [above, own] = [path(run, parent), self.attrs.get('name')];
  return above && own?.kind === 'str' ? [...above, own.value] : undefined;
}

/** Whether a dictionary certainly has no such entry, and what it has otherwise. */
function entry(cx: Context, from: Value | undefined, name: string): Value | 'absent' | undefined {
  if (from?.kind !== 'dict') return undefined;
  return dictGet(cx, from, str(name)) ?? (from.open ? undefined : 'absent');
}

/** Whether the variables that `apply` was given certainly lack one of the module's. */
function isAbsent(cx: Context, run: Run, self: InstanceValue, collection: string, name: string): boolean {
  const names = path(run, self);
  if (!names) return false;
  let at: Value | 'absent' | undefined = run.variables;
  for (const step of [collection, ...names, name]) {
    if (at === 'absent' || at === undefined) break;
    at = entry(cx, at, step);
  }
  return at === 'absent';
}

/** The classes whose `init` could not be followed to its end: what variables it makes is not known. */
const halfKnown = (cx: Context): Set<ClassValue> => cx.session('flax.linen.halfKnown', () => new Set<ClassValue>());

/** Notes whether what `init` gave is known, and so all the variables that it made. */
export function followed(cx: Context, module: InstanceValue, output: Value): void {
  const isLost = leavesWithPaths(output).leaves.some(
    ({ value }) => value.kind === 'unknown' || (value.kind === 'tensor' && !value.shape),
  );
  if (isLost || cx.isSupposing || cx.handedOver) halfKnown(cx).add(module.cls);
}

/**
 * A variable that the module has not: `apply` makes none in a collection that may not change.
 * @throws PyError ScopeCollectionNotFound, ScopeParamNotFoundError or ScopeVariableNotFoundError
 */
export function checkPresent(cx: Context, self: InstanceValue, collection: string, name: string): void {
  const run = currentRun(cx);
  if (run?.kind !== 'apply' || run.mutable(collection) !== false || halfKnown(cx).has(run.root.cls)) return;
  if (!isAbsent(cx, run, self, collection, name)) return;
  const where = `/${path(run, self)!.join('/')}`;
  const given = entry(cx, run.variables, collection);
  if (given === 'absent' || isEmpty(given)) {
    refuse(
      cx,
      run,
      'ScopeCollectionNotFound',
      'missing-variables',
      said`Tried to access "${name}" from collection "${collection}" in "${where}" but the collection is empty. ${lacking(run, collection)}`,
    );
  } else if (collection === 'params') {
    refuse(
      cx,
      run,
      'ScopeParamNotFoundError',
      'missing-variables',
      said`Could not find parameter named "${name}" in scope "${where}". The module was initialized in another way: init() must run the same layers.`,
    );
  } else {
    refuse(
      cx,
      run,
      'ScopeVariableNotFoundError',
      'missing-variables',
      said`No Variable named "${name}" for collection "${collection}" exists in "${where}". The module was initialized in another way: init() must run the same layers.`,
    );
  }
}

const isEmpty = (value: Value | undefined): boolean =>
  value?.kind === 'dict' && !value.open && value.entries.size === 0;

function lacking(run: Run, collection: string): Saying {
  if (collection === 'params') return said`Give apply() a dictionary with the key "params": {"params": params}.`;
  const keys = run.variables?.kind === 'dict' ? keyNames(run.variables) : [];
  return keys.includes('params')
    ? said`Give apply() this collection too: {"params": params, "${collection}": ${collection}}.`
    : said`Give apply() all that init() gave.`;
}

const keyNames = (dict: DictValue): string[] =>
  [...dict.entries.values()].flatMap(({ key }) => (key.kind === 'str' ? [key.value] : []));

/**
 * A variable that is given another value.
 * @throws PyError ModifyScopeVariableError where its collection may not change
 */
export function checkMutable(cx: Context, self: InstanceValue, collection: string, name: string): void {
  const run = currentRun(cx);
  if (!run || run.mutable(collection) !== false) return;
  const where = `/${path(run, self)?.join('/') ?? ''}`;
  refuse(
    cx,
    run,
    'ModifyScopeVariableError',
    'immutable-collection',
    said`Cannot update variable "${name}" in "${where}" because collection "${collection}" is immutable. Give ${run.kind}() mutable=["${collection}"]: it then gives (output, updated variables).`,
  );
}

/** @throws PyError ApplyScopeInvalidVariablesStructureError for `{'params': {'params': …}}` */
export function checkStructure(cx: Context, variables: Value): void {
  const params = entry(cx, variables, 'params');
  if (params === 'absent' || params?.kind !== 'dict') return;
  const inner = entry(cx, params, 'params');
  if (inner === 'absent' || inner === undefined) return;
  throw new PyError(
    'ApplyScopeInvalidVariablesStructureError',
    said`Expect the \`variables\` (first argument) passed to apply() to be a dict with the structure {"params": ...}, but got a dict with an extra params layer, i.e. {"params": {"params": ...}}. You should instead pass in your dict's ["params"].`,
    'variables-structure',
  );
}
