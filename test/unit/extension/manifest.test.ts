import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  COMMANDS,
  EXAMPLES,
  HAS_SUMMARY,
  KERNEL_ID,
  NOTEBOOK_TYPE,
  RENDERER_ID,
  SUMMARY_VIEW,
} from '../../../src/extension/names';
import { MIME } from '../../../src/protocol/payload';

const root = path.resolve(__dirname, '../../..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));

/** Every `%key%` in the manifest, wherever it stands. */
function manifestKeys(): string[] {
  return [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]).sort();
}

/** The English texts that the extension's sources pass to `l10n.t`. */
function translatedTexts(): string[] {
  const folder = path.join(root, 'src/extension');
  const sources = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const texts = sources.flatMap((file) =>
    [...fs.readFileSync(path.join(folder, file), 'utf8').matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map((m) => m[1]),
  );
  return [...new Set(texts)].sort();
}

describe('the manifest and the sources', () => {
  it('name the same commands', () => {
    const contributed = manifest.contributes.commands.map((entry: { command: string }) => entry.command);
    expect(contributed.sort()).toEqual(Object.values(COMMANDS).sort());
  });

  it('name the examples that are there', () => {
    const files = fs.readdirSync(path.join(root, 'media/examples')).filter((file) => !file.endsWith('.md'));
    expect([...EXAMPLES].sort()).toEqual(files.sort());
  });

  it('name the same view, hidden until there is a summary', () => {
    expect(manifest.contributes.views.explorer).toMatchObject([{ id: SUMMARY_VIEW, when: HAS_SUMMARY }]);
    const titles: { when: string }[] = manifest.contributes.menus['view/title'];
    expect(new Set(titles.map((entry) => entry.when))).toEqual(new Set([`view == ${SUMMARY_VIEW}`]));
  });

  it('name the same renderer, MIME type, kernel and notebook type', () => {
    expect(manifest.contributes.notebookRenderer).toMatchObject([{ id: RENDERER_ID, mimeTypes: [MIME] }]);
    expect(manifest.activationEvents).toContain(`onNotebook:${NOTEBOOK_TYPE}`);
    const [restart] = manifest.contributes.menus['notebook/toolbar'];
    expect(restart.when).toBe(`notebookKernel == ${manifest.publisher}.${manifest.name}/${KERNEL_ID}`);
  });
});

describe('translations', () => {
  it.each(['package.nls.json', 'package.nls.zh-cn.json'])('%s has every text of the manifest, and no other', (file) => {
    expect(Object.keys(JSON.parse(read(file))).sort()).toEqual(manifestKeys());
  });

  it('Chinese has every text of the extension, and no other', () => {
    const bundle = JSON.parse(read('l10n/bundle.l10n.zh-cn.json'));
    expect(Object.keys(bundle).sort()).toEqual(translatedTexts());
  });

  it('Chinese keeps the placeholders', () => {
    const bundle: Record<string, string> = JSON.parse(read('l10n/bundle.l10n.zh-cn.json'));
    for (const [english, chinese] of Object.entries(bundle)) {
      expect(chinese.match(/\{\d\}/g) ?? [], english).toEqual(english.match(/\{\d\}/g) ?? []);
    }
  });
});
