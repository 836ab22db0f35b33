/**
 * Imports: modelled libraries first, then source files where the host finds them. Modules that cannot be
 * found are unknown values that say so; nothing fails for want of a module.
 */
import { isStandard } from '../builtins/stdlib/moduleNames';
import type * as ast from '../syntax/ast';
import { bindName } from './assignment';
import { PyError } from './errors';
import { Frame } from './frame';
import type { Interpreter } from './interpreter';
import type { LibraryModule } from './native';
import { bindAnything } from './scripts';
import type { SharedModules } from './shared';
import { ModuleValue, NONE, Scope, str, type UnknownValue, type Value } from './values';
import { WrittenFiles } from './writtenFiles';
import { said, type Saying } from '../../protocol/say';

/** A source file that an import resolves to. */
export interface SourceModule {
  file: string;
  /** True for `__init__.py`. */
  isPackage: boolean;
  ast: ast.Module;
  /** The module's own path, where its text stands in another file: a cell that writes it. */
  path?: string;
}

/** Where source modules are found; absolute dotted names only. What is opaque is there and not read. */
export interface SourceFinder {
  find(name: string, importer: string): SourceModule | 'namespace' | 'opaque' | undefined;
  /** The source file at a path; undefined where there is none. */
  at(file: string): SourceModule | undefined;
  /** Whether an environment is searched: a package that is not found is not installed then. */
  readonly seesEnvironment: boolean;
  /** The version of an installed distribution (`opencv-python`); undefined where it is not found. */
  version(distribution: string): string | undefined;
}

export class Modules {
  private readonly loaded = new Map<string, Value>();
  /** What stands in `sys.modules` in a module's place; its submodules are still found by its name. */
  private readonly replaced = new Map<string, Value>();
  /** Modules whose body has not run yet: it runs when something in it is first asked for. */
  private readonly waiting = new Map<ModuleValue, SourceModule>();
  /** Modules whose body is running, and what waits for its end. */
  private readonly running = new Map<ModuleValue, (() => void)[]>();
  /** Modules that bind names nobody knows (`from unknown import *`). */
  private readonly open = new Map<ModuleValue, UnknownValue>();
  /** What cells of a notebook have written, by the path they gave. */
  private readonly written = new WrittenFiles();
  /** Set while the program's finders are asked, which may import modules themselves. */
  private asksHooks = false;
  /** The package that the file under analysis lies in, by its dotted name. */
  private mainPackage?: string;
  /** The outermost package that is run for this program alone. */
  private ownPackage?: string;

  constructor(
    private readonly ip: Interpreter,
    private readonly libraries: ReadonlyMap<string, LibraryModule>,
    private readonly finder: SourceFinder,
    private readonly shared?: SharedModules,
  ) {}

  /**
   * Registers a module whose body the caller runs itself: the file or notebook under analysis.
   * @param isOwn whether the package that the file lies in is run for it alone, also where it is one of shared modules
   */
  create(name: string, file: string, package_?: string, isOwn = true): ModuleValue {
    this.mainPackage = package_;
    this.ownPackage = isOwn ? package_?.split('.')[0] : undefined;
    const module = new ModuleValue(name, file);
    this.loaded.set(name, module);
    return module;
  }

  openReason(module: ModuleValue): UnknownValue | undefined {
    return this.open.get(module) ?? this.shared?.openReason(module);
  }

  /** A module binds names that nobody knows: one that is not there may be. */
  bindsUnknown(module: ModuleValue, why: UnknownValue): void {
    this.open.set(module, why);
  }

  /** The source file at a path that is meant from another file's folder; undefined where there is none. */
  sourceBeside(file: string, path: string): SourceModule | undefined {
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    const written = this.written.at(path);
    if (written) return written;
    return (path.startsWith('/') ? undefined : this.finder.at(folder + path)) ?? this.finder.at(path);
  }

  /** A cell of the file has written a module: it is found before those that lie on the disk. */
  write(file: string, path: string, module: ast.Module, appends: boolean): void {
    this.written.write(file, path, module, appends);
  }

  /** Whether the body of an imported module runs, or what it has called. */
  get isImporting(): boolean {
    return this.running.size > 0;
  }

  /** Whether a module's body has not run yet. */
  isWaiting(module: ModuleValue): boolean {
    return this.waiting.has(module);
  }

  /** A module that is loaded or being loaded; undefined for any other name. */
  known(name: string): Value | undefined {
    return this.replaced.get(name) ?? this.loaded.get(name) ?? this.shared?.known(name);
  }

  /** Whether a module can be imported; undefined where that cannot be told. A library that is only modelled need not be installed. */
  isInstalled(name: string, importer = ''): boolean | undefined {
    if (this.known(name) || this.sourceOf(name, importer)) return true;
    return this.finder.seesEnvironment ? false : undefined;
  }

  /** The version of a distribution, null where an environment is searched and lacks it. */
  installedVersion(distribution: string): string | null | undefined {
    return this.finder.version(distribution) ?? (this.finder.seesEnvironment ? null : undefined);
  }

  /** Puts a value in the place of a module: a module may replace itself in `sys.modules` while it runs. */
  replace(name: string, value: Value): void {
    this.replaced.set(name, value);
  }

  /** Loads a module by its absolute dotted name; undefined where there is none. */
  find(name: string, importer = ''): Value | undefined {
    const known = this.loaded.get(name);
    if (known) return known;
    const library = this.libraries.get(name);
    if (library && !library.isFallback) return this.library(library);
    const dot = name.lastIndexOf('.');
    const parent = dot < 0 ? undefined : name.slice(0, dot);
    if (parent) {
      const package_ = this.find(parent, importer);
      if (package_?.kind !== 'module') return package_;
      const last = name.slice(dot + 1);
      if (package_.name !== parent) return this.find(`${package_.name}.${last}`, importer);
      const library_ = this.libraries.get(parent);
      const interpreted = library_?.interpreted?.[last];
      // Inside a modelled library only what is modelled exists, and what it names as plain model code.
      if (library_ && !library_.isFallback && !interpreted) return undefined;
      if (interpreted && interpreted !== name) return this.alias(name, interpreted, importer);
      if (package_.file && this.isShared(parent, package_.file)) return this.shared!.find(name);
    }
    const source = this.sourceOf(name, importer);
    if (!source) return library ? this.library(library) : this.byHooks(name);
    if (source === 'opaque') {
      const unread = this.ip.unknown(said`${name} is a package that is not read`);
      this.loaded.set(name, unread);
      return unread;
    }
    const shared = source !== 'namespace' && this.isShared(name, source.file) ? this.shared!.find(name) : undefined;
    if (shared) return shared;
    const module = new ModuleValue(name, source === 'namespace' ? undefined : (source.path ?? source.file));
    this.loaded.set(name, module);
    if (source !== 'namespace') this.waiting.set(module, source);
    return module;
  }

  /** Where the source of a module is; a folder that cells write into may be a package on the disk. */
  private sourceOf(name: string, importer: string): ReturnType<SourceFinder['find']> {
    const written = this.written.find(name);
    return written && written !== 'namespace' ? written : (this.finder.find(name, importer) ?? written);
  }

  /** A module that a file holds, under a name that nobody imports it by; undefined where there is no such file. */
  fromFile(name: string, file: string): ModuleValue | undefined {
    const source = this.finder.at(file);
    if (!source) return undefined;
    const module = new ModuleValue(name, source.file);
    this.waiting.set(module, source);
    return module;
  }

  /** The module that a finder of the program's own knows: one that it has put into `sys.meta_path`. */
  private byHooks(name: string): Value | undefined {
    const package_ = this.loaded.get(name.slice(0, Math.max(0, name.lastIndexOf('.'))));
    if (package_?.kind === 'module') this.ensureExecuted(package_);
    const sys = this.known('sys');
    const hooks = sys?.kind === 'module' ? sys.fallback?.('meta_path') : undefined;
    if (hooks?.kind !== 'list' || this.asksHooks) return undefined;
    this.asksHooks = true;
    try {
      for (const hook of hooks.items) {
        const spec = this.ip.quietly(() => this.ip.callMethod(hook, 'find_spec', [str(name), NONE]));
        const origin = spec.kind === 'instance' ? spec.attrs.get('origin') : undefined;
        const module = origin?.kind === 'str' ? this.fromFile(name, origin.value) : undefined;
        if (module) this.loaded.set(name, module);
        if (module) return module;
      }
    } finally {
      this.asksHooks = false;
    }
    return undefined;
  }

  /** Whether a file is run once for all programs. */
  private isShared(name: string, file: string): boolean {
    return this.shared?.contains(file) === true && name.split('.')[0] !== this.ownPackage;
  }

  /** The same module under another name: `tensorflow.keras.applications`. */
  private alias(name: string, of: string, importer: string): Value | undefined {
    const module = this.find(of, importer);
    if (module) this.loaded.set(name, module);
    return module;
  }

  private library(library: LibraryModule): Value {
    const shared = this.shared?.find(library.name);
    if (shared) return shared;
    let made: Record<string, Value> | undefined;
    const attrs = () => (made ??= typeof library.attrs === 'function' ? library.attrs() : library.attrs);
    const find = (name: string) => (Object.hasOwn(attrs(), name) ? attrs()[name] : undefined);
    const module = new ModuleValue(library.name, undefined, find, () => Object.keys(attrs()));
    this.loaded.set(library.name, module);
    // Python loads a package before the modules in it.
    const outer = this.libraries.get(library.name.slice(0, Math.max(library.name.lastIndexOf('.'), 0)));
    if (outer && !outer.isFallback && !this.loaded.has(outer.name)) this.library(outer);
    return module;
  }

  /** Runs a module's body if it has not run yet. */
  ensureExecuted(module: ModuleValue): void {
    const source = this.waiting.get(module);
    if (!source) return this.shared?.ensureExecuted(module, this.ip);
    this.runNamedPackages(module, source);
    if (!this.waiting.delete(module)) return;
    const scope = new Scope('module', module, undefined, module.attrs);
    const frame = new Frame(scope, source.file, this.ip.frame);
    const waiting: (() => void)[] = [];
    this.running.set(module, waiting);
    try {
      this.ip.runModule(frame, source.ast);
    } finally {
      this.running.delete(module);
    }
    for (const bind of waiting) bind();
  }

  /**
   * Python runs modules in another order: a name that is imported from a module still running may be there by then. It is
   * bound when the module's body has ended, where it is still missing.
   */
  private bindLater(frame: Frame, from: Value, name: string, as: string): UnknownValue | undefined {
    const waiting = from.kind === 'module' ? this.running.get(from) : undefined;
    if (!waiting || from.kind !== 'module') return undefined;
    const placeholder = this.ip.unknown(said`${name} is imported from ${from.name} before it is defined there`);
    waiting.push(() => {
      const value = from.attrs.get(name);
      if (value && frame.scope.vars.get(as) === placeholder) bindName(this.ip, frame, as, value);
    });
    return placeholder;
  }

  /**
   * Python runs a package before the modules in it. Here it runs when something of it is asked for, but where a module
   * itself imports from a package that it lies in, that comes first, as in Python: the package may import the module in turn.
   */
  private runNamedPackages(module: ModuleValue, source: SourceModule): void {
    const packages = new Set<string>();
    for (const statement of source.ast.body) {
      if (statement.kind !== 'importFrom') continue;
      const parts = module.name.split('.');
      const up = source.isPackage ? statement.level - 1 : statement.level;
      const base = statement.level === 0 ? '' : parts.slice(0, parts.length - up).join('.');
      const name = [base, statement.module ?? ''].filter(Boolean).join('.');
      if (module.name.startsWith(`${name}.`)) packages.add(name);
    }
    for (const name of packages) {
      const package_ = this.loaded.get(name);
      if (package_?.kind === 'module') this.ensureExecuted(package_);
    }
  }

  /** `import a.b as c`. */
  importStatement(frame: Frame, alias: ast.ImportAlias): Value {
    const module = this.require(alias.name, frame);
    if (alias.asname) bindName(this.ip, frame, alias.asname, module);
    else {
      const top = alias.name.split('.')[0];
      const outer = alias.name.includes('.') ? (this.known(top) ?? this.find(top, frame.file) ?? module) : module;
      bindName(this.ip, frame, top, outer);
    }
    return module;
  }

  /** `from a.b import c as d, e`, `from . import f`, `from g import *`. */
  importFrom(frame: Frame, s: ast.ImportFromStmt): Value {
    const { ip } = this;
    const name = this.absoluteName(frame, s);
    const module =
      name === undefined ? ip.unknown('a relative import outside of a package') : this.require(name, frame);
    for (const alias of s.names) {
      if (alias.name === '*') this.importAll(frame, module);
      else {
        const bound = alias.asname ?? alias.name;
        const value =
          this.member(frame, module, name ?? '', alias.name) ??
          this.bindLater(frame, module, alias.name, bound) ??
          this.missing(name ?? '', alias.name);
        bindName(ip, frame, bound, value);
        ip.recorder.observe(frame.file, alias.start, alias.end, value);
      }
    }
    return module;
  }

  private member(frame: Frame, module: Value, moduleName: string, name: string): Value | undefined {
    return module.kind === 'instance'
      ? (this.ip.catching('AttributeError', () => this.ip.getAttr(module, name)) ??
          this.load(`${moduleName}.${name}`, frame.file))
      : module.kind === 'module'
        ? this.nameIn(module, moduleName, name, frame)
        : module;
  }

  private missing(moduleName: string, name: string): UnknownValue {
    return this.ip.fail(
      new PyError('ImportError', `cannot import name '${name}' from '${moduleName}'`),
      `${moduleName} has no ${name}`,
    );
  }

  private nameIn(module: ModuleValue, moduleName: string, name: string, frame: Frame): Value | undefined {
    return (
      module.attrs.get(name) ??
      module.fallback?.(name) ??
      this.load(`${moduleName}.${name}`, frame.file) ??
      this.ip.findAttr(module, name)
    );
  }

  private importAll(frame: Frame, module: Value): void {
    const here = frame.scope.module;
    if (module.kind !== 'module') {
      if (module.kind === 'unknown') bindAnything(this.ip, here, module);
      return;
    }
    this.ensureExecuted(module);
    const open = this.open.get(module);
    if (open) bindAnything(this.ip, here, open);
    for (const name of this.publicNames(module)) {
      const value = this.member(frame, module, module.name, name) ?? this.missing(module.name, name);
      bindName(this.ip, frame, name, value);
    }
    this.running.get(module)?.push(() => {
      const later = [...module.attrs].filter(([name]) => !name.startsWith('_') && !frame.scope.vars.has(name));
      for (const [name, value] of later) bindName(this.ip, frame, name, value);
    });
  }

  /** The names that `import *` takes: those in `__all__`, else those that do not begin with an underscore. */
  private publicNames(module: ModuleValue): string[] {
    const listed = this.ip.findAttr(module, '__all__');
    const names = listed && listed.kind !== 'unknown' ? this.ip.sequence(listed) : undefined;
    if (names) return names.flatMap((n) => (n.kind === 'str' ? [n.value] : []));
    return [...new Set([...module.attrs.keys(), ...(module.modelled?.() ?? [])])].filter((n) => !n.startsWith('_'));
  }

  /** The module, or an unknown value that names it. In run mode a missing module raises, as in Python. */
  private require(name: string, frame: Frame): Value {
    const module = this.load(name, frame.file);
    if (module) return module;
    const error = new PyError('ModuleNotFoundError', `No module named '${name}'`);
    // What a modelled library or Python has besides is not known; any other package is missing.
    const isModelled = this.libraries.has(name.split('.')[0]);
    if (!isModelled && isStandard(name)) return this.ip.unknown(said`module ${name} is not modelled`);
    if (this.ip.expectations.ofImports && !isModelled) throw error;
    return this.ip.fail(error, this.notFound(name));
  }

  /** Why a module is not known. */
  notFound(name: string): Saying {
    return this.finder.seesEnvironment
      ? said`module ${name} was not found`
      : said`module ${name} was not found; no Python environment is selected`;
  }

  /** Whether a library's model only stands for what its source has besides. */
  isFallback(name: string): boolean {
    return this.libraries.get(name)?.isFallback === true;
  }

  /** Finds a module and runs it; what it put into its own place in `sys.modules` stands for it from then on. */
  load(name: string, importer = ''): Value | undefined {
    const module = this.find(name, importer);
    if (module?.kind !== 'module') return module;
    this.ensureExecuted(module);
    return this.known(name) ?? module;
  }

  private absoluteName(frame: Frame, s: ast.ImportFromStmt): string | undefined {
    if (s.level === 0) return s.module;
    const here = frame.scope.module;
    const isMain = here.name === '__main__';
    const parts = isMain ? (this.mainPackage?.split('.') ?? []) : here.name.split('.');
    const isPackage = here.file?.endsWith('/__init__.py') ?? false;
    const up = isMain || isPackage ? s.level - 1 : s.level;
    if (up > parts.length) return undefined;
    const base = parts.slice(0, Math.max(0, parts.length - up));
    const name = [...base, ...(s.module ? [s.module] : [])].join('.');
    return name || undefined;
  }
}
