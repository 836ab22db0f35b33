/**
 * How Hydra 1.3 composes a configuration: the files that the defaults list of a file names, each under its package, in the
 * order of the list (documentation, "The Defaults List", "Packages").
 */
import { yamlValue } from '../../../python/builtins/stdlib/yaml';
import type { Context } from '../../../python/interpreter/context';
import { DictValue, str, type UnknownValue, type Value } from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';
import { mergeInto } from '../omegaconf/classes';
import { configOf, SCALARS, setDotted, setPath } from '../omegaconf';
import { resolveAll } from '../omegaconf/interpolation';
import type { Node } from '../omegaconf/nodes';

/** Configurations that a program stores by their path in the tree of groups. */
export const stored = (cx: Context): Map<string, Value> =>
  cx.session('hydra configurations', () => new Map<string, Value>());

/** What is chosen for a group: the name of a file, several, or none. */
type Choice = readonly string[];

/** One entry of a defaults list. */
interface Default {
  group?: string;
  package?: string;
  choice: Choice;
  isOverride: boolean;
  isOptional: boolean;
}

class Composition {
  /** What `override` entries and options choose for a group. */
  readonly choices = new Map<string, Choice>();
  private readonly used = new Set<string>();

  constructor(
    private readonly cx: Context,
    /** The folder that is searched; undefined where only stored configurations are. */
    private readonly folder: string | undefined,
  ) {}

  /** Whether a group exists that options can choose for. */
  isGroup(name: string, option: string): boolean {
    return this.used.has(name) || this.source(`${name}/${option}`) !== undefined;
  }

  /** A file or a stored configuration, by its path in the tree of groups. */
  private source(path: string): { value: Value; header?: string } | undefined {
    const text = this.folder === undefined ? undefined : this.cx.readText(`${this.folder}/${path}.yaml`);
    if (text !== undefined)
      return { value: yamlValue(this.cx, text, SCALARS), header: /^\s*#\s*@package\s+(\S+)/m.exec(text)?.[1] };
    const value = stored(this.cx).get(path);
    return value && { value };
  }

  /**
   * Merges a configuration and those below it into the tree.
   * @param path the configuration's path in the tree of groups
   * @param below the package it comes under
   * @returns why it is not known, where it is not
   */
  merge(into: Node, path: string, below: string, isOptional = false): UnknownValue | undefined {
    const source = this.source(path);
    if (!source) return isOptional ? undefined : this.cx.unknown(said`read from the file ${`${path}.yaml`}`);
    const { value, header } = source;
    const content = configOf(this.cx, value.kind === 'none' ? new DictValue() : value);
    if (content.kind !== 'dict')
      return content.kind === 'unknown' ? content : this.cx.unknown('what is merged is not known');
    const group = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const place = header === undefined || header === '_group_' ? below : header === '_global_' ? '' : header;
    const entries = defaultsOf(this.cx, content.entries.get('sdefaults')?.value);
    content.entries.delete('sdefaults');
    for (const { isOverride, group: name, choice } of entries)
      if (isOverride && name !== undefined && !this.choices.has(within(group, name)))
        this.choices.set(within(group, name), choice);
    let hasMergedSelf = false;
    const mergeSelf = (): void => {
      hasMergedSelf = true;
      mergeInto(this.cx, into, nested(this.cx, place, content));
    };
    for (const entry of entries) {
      if (entry.isOverride) continue;
      if (entry.group === undefined && entry.choice[0] === '_self_') {
        mergeSelf();
        continue;
      }
      const why = this.mergeDefault(into, entry, group, place);
      if (why) return why;
    }
    if (!hasMergedSelf) mergeSelf();
    return undefined;
  }

  private mergeDefault(into: Node, entry: Default, group: string, place: string): UnknownValue | undefined {
    const name = entry.group === undefined ? group : within(group, entry.group);
    if (entry.group !== undefined) this.used.add(name);
    if (name === 'hydra' || name.startsWith('hydra/')) return undefined;
    const chosen = (entry.group !== undefined && this.choices.get(name)) || entry.choice;
    for (const option of chosen) {
      if (option === '???' || option.includes('${')) return this.cx.unknown('the configuration leaves it to be given');
      const path = option.startsWith('/') ? option.slice(1) : name ? `${name}/${option}` : option;
      const why = this.merge(into, path, packageOf(entry, place), entry.isOptional);
      if (why) return why;
    }
    return undefined;
  }
}

/** A group as it is written in a file of another group: relative to it unless it begins with a slash. */
const within = (group: string, name: string): string =>
  name.startsWith('/') ? name.slice(1) : group ? `${group}/${name}` : name;

/** Where the content of a default comes in the tree. */
function packageOf(entry: Default, place: string): string {
  const join = (outer: string, inner: string): string => [outer, inner].filter(Boolean).join('.');
  if (entry.package === '_global_') return '';
  if (entry.package?.startsWith('_global_.')) return entry.package.slice('_global_.'.length);
  if (entry.package === '_here_') return place;
  if (entry.package !== undefined && entry.package !== '_group_') return join(place, entry.package);
  if (entry.group === undefined) return place;
  const name = entry.group.startsWith('/') ? entry.group.slice(1) : entry.group;
  return entry.group.startsWith('/') ? name.replaceAll('/', '.') : join(place, name.replaceAll('/', '.'));
}

/** A configuration under the names of its package. */
function nested(cx: Context, place: string, content: DictValue): Value {
  if (!place) return content;
  const made = configOf(cx, new DictValue()) as DictValue;
  setPath(cx, made, place, content);
  return made;
}

function defaultsOf(cx: Context, value: Value | undefined): Default[] {
  return (value && cx.sequence(value) ? cx.sequence(value)! : []).map((entry) => {
    if (entry.kind !== 'dict') return { choice: choiceOf(entry), isOverride: false, isOptional: false };
    const [only] = entry.entries.values();
    const words = (only ? cx.str(only.key) : '').trim().split(/\s+/);
    const [group, package_] = words[words.length - 1].split('@');
    return {
      group,
      package: package_,
      choice: only ? choiceOf(only.value) : [],
      isOverride: words.includes('override'),
      isOptional: words.includes('optional'),
    };
  });
}

function choiceOf(value: Value): Choice {
  if (value.kind === 'str') return [value.value.replace(/\.ya?ml$/, '')];
  if (value.kind === 'int') return [String(value.value)];
  if (value.kind === 'none') return [];
  return value.kind === 'list' || value.kind === 'tuple' ? value.items.flatMap((item) => choiceOf(item)) : ['???'];
}

/**
 * The configuration of a name.
 * @param folder where its file lies; undefined where none is searched
 * @param options as on the command line: `model=resnet`, `model.width=8`, `+new=1`, `~old`
 * @returns the reason where a file that it needs does not lie in the project
 */
export function compose(
  cx: Context,
  folder: string | undefined,
  name: string,
  options: readonly Value[] = [],
): DictValue | UnknownValue {
  const composition = new Composition(cx, folder);
  const path = name.replace(/\.ya?ml$/, '');
  const settings = options.filter((option) => {
    const match = option.kind === 'str' ? /^\+{0,2}([\w/]+)(?:@[\w.]+)?=([^[{].*)$/.exec(option.value) : undefined;
    if (!match || !composition.isGroup(match[1], match[2])) return true;
    composition.choices.set(match[1], [match[2]]);
    return false;
  });
  // What is chosen further down holds for what stands above as well: the second reading knows all choices.
  let made = configOf(cx, new DictValue()) as DictValue;
  const first = composition.merge(made, path, '');
  if (first) return first;
  made = configOf(cx, new DictValue()) as DictValue;
  const why = composition.merge(made, path, '') ?? applied(cx, made, settings);
  if (why) return why;
  resolveAll(cx, made);
  return made;
}

function applied(cx: Context, made: DictValue, settings: readonly Value[]): UnknownValue | undefined {
  const values = settings.flatMap((setting): Value[] => {
    if (setting.kind !== 'str') return [setting];
    if (!setting.value.startsWith('~')) return [str(setting.value.replace(/^\+{1,2}/, ''))];
    made.entries.delete(`s${setting.value.slice(1).split('=')[0]}`);
    return [];
  });
  return setDotted(cx, made, values);
}
