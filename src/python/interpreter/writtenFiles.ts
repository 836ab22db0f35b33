import type * as ast from '../syntax/ast';
import type { SourceModule } from './modules';

/** Python files that the cells of a notebook write (`%%writefile`), which the notebook imports by their paths. */
export class WrittenFiles {
  private readonly files = new Map<string, SourceModule>();

  /** @param file where the text stands: positions are of it */
  write(file: string, path: string, module: ast.Module, appends: boolean): void {
    const plain = path.replace(/^(?:\.\/)+/, '');
    const before = appends ? this.files.get(plain)?.ast.body : undefined;
    const whole = before ? { ...module, body: [...before, ...module.body] } : module;
    this.files.set(plain, { file, path: plain, isPackage: /(?:^|\/)__init__\.py$/.test(plain), ast: whole });
  }

  /** What stands at a path; undefined where nothing was written. */
  at(path: string): SourceModule | undefined {
    return this.files.get(path.replace(/^(?:\.\/)+/, ''));
  }

  /** The module of an absolute dotted name; a folder of written files is a package without an `__init__.py`. */
  find(name: string): SourceModule | 'namespace' | undefined {
    const path = name.replaceAll('.', '/');
    const file = this.files.get(`${path}/__init__.py`) ?? this.files.get(`${path}.py`);
    if (file) return file;
    return [...this.files.keys()].some((one) => one.startsWith(`${path}/`)) ? 'namespace' : undefined;
  }
}
