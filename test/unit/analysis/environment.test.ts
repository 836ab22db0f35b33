import { beforeAll, describe, expect, it } from 'vitest';
import { analyse, type Analysis, type AnalysisOptions } from '../../../src/analysis/analyse';
import { traced } from '../../../src/analysis/trace';
import { Environment, importRoots } from '../../../src/analysis/environment';
import type { FileSystem } from '../../../src/analysis/fileSystem';
import { ParseCache, Sources } from '../../../src/analysis/sources';
import { loadParser } from '../../../src/python/syntax';

const site = '/env/lib/site-packages';

beforeAll(() => loadParser());

/** Analyses programs one after the other, in one environment whose files the test may change. */
function environment(libraries: Record<string, string>, project: Record<string, string> = {}) {
  const texts = new Map<string, string>();
  for (const [name, text] of Object.entries(libraries)) texts.set(`${site}/${name}`, text);
  for (const [name, text] of Object.entries(project)) texts.set(`/project/${name}`, text);
  const files: FileSystem = {
    read: (path) => texts.get(path),
    isDirectory: (path) => [...texts.keys()].some((file) => file.startsWith(`${path}/`)),
    list: (path) => {
      const below = [...texts.keys()].filter((file) => file.startsWith(`${path}/`));
      return below.length > 0
        ? [...new Set(below.map((file) => file.slice(path.length + 1).split('/')[0]))]
        : undefined;
    },
  };
  const cache = new ParseCache();
  const environment = new Environment(cache);
  const read = (program: string, isShared = true, how: AnalysisOptions = {}, at = '/project/main.py'): Analysis => {
    const shared = isShared ? environment.at([site], files) : undefined;
    const analysis = analyse(new Sources(files, cache, shared?.sources), at, program, {
      roots: isShared ? ['/project'] : ['/project', site],
      libraries: shared,
      ...how,
    });
    expect(analysis.ip.internalErrors).toEqual([]);
    return analysis;
  };
  return {
    texts,
    read,
    /** What a program's name `result` holds, as Python writes it; the same as where every program runs its own imports. */
    result(program: string): string {
      const [shared, own] = [true, false].map((isShared) => {
        const { ip, names } = read(program, isShared);
        return ip.repr(names.attrs.get('result')!);
      });
      expect(shared).toBe(own);
      return shared;
    },
    /** The module object itself. */
    module: (name: string) => read(`import ${name} as found`).names.attrs.get('found'),
  };
}

const registry = {
  'zoo/__init__.py': 'from .registry import names, register\nfrom . import small\n',
  'zoo/registry.py': 'names = []\ndef register(f):\n    names.append(f.__name__)\n    return f\n',
  'zoo/small.py': 'from .registry import register\n@register\ndef small():\n    return 1\n',
  'zoo/large.py': 'from .registry import register\n@register\ndef large():\n    return 2\n',
};

describe('libraries', () => {
  it('are installed where they are found, and come in a version', () => {
    const { result } = environment({
      ...registry,
      'My_zoo-1.4.2.dist-info/METADATA': 'Name: my-zoo',
      'zoo/extras.py': "import importlib.util\nhas = importlib.util.find_spec('gorilla') is not None\n",
    });
    expect(
      result(`
import importlib.util
from importlib.metadata import version, PackageNotFoundError
from zoo.extras import has
try:
    version('gorilla')
    missing = False
except PackageNotFoundError:
    missing = True
result = (importlib.util.find_spec('zoo.small').name, has, importlib.util.find_spec('json') is None, version('my.zoo'), missing)
`),
    ).toBe("('zoo.small', False, False, '1.4.2', True)");
  });

  it('may import from each other in an order that only their package knows', () => {
    const { result } = environment({
      'round/__init__.py': 'from . import filters, geometry\n',
      'round/filters.py': `
def gauss():
    return 1
from .geometry import resize
from .shapes import *
def blur():
    return resize() + side()
`,
      'round/geometry.py': 'from .filters import gauss\ndef resize():\n    return gauss() + 1\n',
      'round/shapes.py': 'from .filters import gauss\ndef side():\n    return 10 * gauss()\n',
    });
    expect(
      result('from round.geometry import resize\nfrom round.filters import blur\nresult = (resize(), blur())'),
    ).toBe('(2, 12)');
  });

  it('are shared by the analyses of their own files, too, also where those have been edited', () => {
    const { texts, read } = environment(registry);
    const file = `${site}/zoo/small.py`;
    const imported = (text: string) => {
      const { names } = read(text, true, {}, file);
      return names.attrs.get('register');
    };
    const register = read('from zoo.registry import register').names.attrs.get('register');
    expect(imported(texts.get(file)!)).toBe(register);
    expect(imported(`${texts.get(file)}\n`)).toBe(register);
  });

  it('may put objects into their own place, which stand for them everywhere', () => {
    const { result } = environment({
      'lazy/__init__.py': `
import importlib, sys, types
class Lazy(types.ModuleType):
    def __init__(self, name, file):
        super().__init__(name)
        self.__file__ = file
    def __getattr__(self, name):
        return getattr(importlib.import_module('.small', self.__name__), name)
sys.modules[__name__] = Lazy(__name__, globals()['__file__'])
`,
      'lazy/small.py': 'def tiny():\n    return 1\n',
    });
    expect(result('import lazy\nfrom lazy import tiny\nresult = (tiny(), lazy.tiny(), type(lazy).__name__)')).toBe(
      "(1, 1, 'Lazy')",
    );
  });

  it('may be imported by the model that is traced, also where they change what the program has changed', () => {
    const { read } = environment(registry);
    const program = `
import zoo
from torch import nn
zoo.register(print)
class Net(nn.Module):
    def forward(self, x):
        from zoo.large import large
        return nn.Identity()(x)
`;
    const run = () => traced((how) => read(program, true, how), { call: 'Net()', inputs: [[1, 3]] });
    expect(run().layers.map(({ op, out }) => [op, out])).toContainEqual(['Identity', [1, 3]]);
  });

  it('go through the fields of a class to the last, however much each of them takes', () => {
    const fields = Array.from({ length: 60 }, (_, i) => `field${i}`);
    const { read } = environment({
      'configs.py': `
FIELDS = [${fields.map((name) => `'${name}'`).join(', ')}]
def check(name):
    total = 0
    for i in range(100):
        for c in name:
            total = total + len(c)
    return total
class Config:
    ${fields.map((name) => `${name} = 0`).join('\n    ')}
    def __init__(self, **given):
        for name in FIELDS:
            check(name)
            if name in given:
                setattr(self, name, given[name])
`,
    });
    const { ip, names } = read('from configs import Config\nresult = Config(field59=5).field59');
    expect(ip.repr(names.attrs.get('result')!)).toBe('5');
  });

  it('are run once for all programs', () => {
    const { module } = environment(registry);
    expect(module('zoo')).toBe(module('zoo'));
  });

  it('are run again when one of their files has changed', () => {
    const { result, texts } = environment(registry);
    const program = 'import zoo\nresult = zoo.small.small()';
    expect(result(program)).toBe('1');
    texts.set(`${site}/zoo/small.py`, 'def small():\n    return 3\n');
    expect(result(program)).toBe('3');
  });

  it('are run again when a file comes that an import did not find', () => {
    const { result, texts } = environment({
      'tool.py': 'try:\n    import fast\nexcept ImportError:\n    fast = None\n',
    });
    const program = 'import tool\nresult = tool.fast is None';
    expect(result(program)).toBe('True');
    texts.set(`${site}/fast.py`, '');
    expect(result(program)).toBe('False');
  });

  it('stand for the next program as they were before the last one changed them', () => {
    const { result } = environment(registry);
    const changing = [
      'import zoo',
      '@zoo.register',
      'def mine(): pass',
      'zoo.small.speed = 5',
      'zoo.registry.names[0] = "other"',
      'result = (list(zoo.names), zoo.small.speed)',
    ].join('\n');
    expect(result(changing)).toBe("(['other', 'mine'], 5)");
    expect(result('import zoo\nresult = (list(zoo.names), hasattr(zoo.small, "speed"))')).toBe("(['small'], False)");
    expect(result(changing)).toBe("(['other', 'mine'], 5)");
  });

  it('are changed by a module that runs for the first time in the middle of a program', () => {
    const { result } = environment(registry);
    expect(
      result('import zoo\nfirst = list(zoo.names)\nimport zoo.large\nx = zoo.large.large\nresult = list(zoo.names)'),
    ).toBe("['small', 'large']");
  });

  it('and the program may change the same before and after that', () => {
    const { result } = environment(registry);
    const program = [
      'import zoo',
      '@zoo.register',
      'def mine(): pass',
      'from zoo.large import large',
      'zoo.names.append("last")',
      'result = sorted(zoo.names)',
    ].join('\n');
    expect(result(program)).toBe("['large', 'last', 'mine', 'small']");
    expect(result('import zoo, zoo.large\nresult = sorted(zoo.names + [zoo.large.large.__name__])')).toContain('large');
  });

  it('are changed in one branch only where a condition is not known', () => {
    const { result } = environment(registry);
    const program = [
      'import sys, zoo',
      'if len(sys.argv) > 3:',
      '    zoo.registry.limit = 7',
      '    from zoo.large import large',
      'else:',
      '    zoo.registry.limit = 7',
      'result = (zoo.registry.limit, zoo.small.small())',
    ].join('\n');
    expect(result(program)).toBe('(7, 1)');
  });

  it('come after the project', () => {
    const { result } = environment(
      { 'utils.py': 'where = "environment"', 'other.py': 'from utils import where' },
      {
        'utils.py': 'where = "project"',
      },
    );
    expect(result('import utils\nresult = utils.where')).toBe("'project'");
    const { result: beside } = environment({
      'utils.py': 'where = "environment"',
      'other.py': 'from utils import where',
    });
    expect(beside('import other\nresult = other.where')).toBe("'environment'");
  });

  it('keep decorated, bound and lazy functions working', () => {
    const { result } = environment({
      'tools.py': [
        'import contextlib, functools',
        'def twice(f):',
        '    @functools.wraps(f)',
        '    def wrapper(*args):',
        '        return 2 * f(*args)',
        '    return wrapper',
        '@twice',
        'def add(a, b): return a + b',
        'three = functools.partial(add, 1)',
        '@functools.lru_cache(maxsize=None)',
        'def square(x): return x * x',
        '@contextlib.contextmanager',
        'def opened(x):',
        '    yield x + 1',
        'class Counter:',
        '    made = 0',
        '    def __init__(self):',
        '        Counter.made += 1',
        '    @property',
        '    def size(self): return square(4)',
        'numbers = (x * x for x in range(3))',
        'counter = Counter()',
        'def late():',
        '    from tools_more import word',
        '    return word',
      ].join('\n'),
      'tools_more.py': 'word = "more"',
    });
    const program = [
      'import tools',
      'with tools.opened(1) as x: pass',
      'c = tools.Counter()',
      'result = (tools.three(2), tools.square(3), x, c.size, tools.Counter.made, tools.late())',
    ].join('\n');
    expect(result(program)).toBe("(6, 9, 2, 16, 2, 'more')");
    expect(result(program)).toBe("(6, 9, 2, 16, 2, 'more')");
  });

  it('tell where in them knowledge was lost, and are known to the analyses that used them', () => {
    const { read } = environment({ 'cfg.py': 'import os\n\nsize = os.environ["SIZE"]\n' });
    const { names, sources } = read('from cfg import size\n');
    const size = names.attrs.get('size');
    expect(size?.kind === 'unknown' && size.at && sources.place(size.at)).toMatchObject({
      file: `${site}/cfg.py`,
      line: 3,
    });
    expect(sources.has(`${site}/cfg.py`)).toBe(true);
    expect(sources.has('/project/other.py')).toBe(false);
  });
});

describe('import roots', () => {
  it('belong to the project where they lie in it, but for an environment that was made there', () => {
    expect(importRoots(['/p'], ['/p/src', '/p/.venv/lib/python3.12/site-packages', '/usr/lib/python3'])).toEqual({
      project: ['/p', '/p/src'],
      outside: ['/p/.venv/lib/python3.12/site-packages', '/usr/lib/python3'],
    });
  });
});
