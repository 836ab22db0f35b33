// The model summary's table, in a page with what its webview offers.
import { expect } from '../report.mjs';

const WORDS = {
  ...{ layer: 'Layer', type: 'Type', input: 'Input', output: 'Output', params: 'Params', field: 'Receptive field' },
  ...{ connected: 'Connected to', copyMarkdown: 'Copy as Markdown', copyCsv: 'Copy as CSV' },
  ...{ collapseAll: 'Collapse All', expandAll: 'Expand All' },
};

const row = (path, params, children = []) => ({
  ...{ name: path.split('.').at(-1) || 'Net', path, type: 'Sequential', calls: 1, params, macs: params, children },
  ...{ input: '(1, 128, 112, 112)', output: '(1, 128, 112, 112)', receptiveField: '7' },
});
const ROOT = row('', 143_667_240, [
  row('features', 20_024_384, [row('features.0', 36_928), row('features.1', 19_987_456)]),
  row('classifier', 123_642_856),
]);

async function openTable(browser, server, width) {
  const page = await browser.newPage({ viewport: { width, height: 400 } });
  await page.goto(server.origin);
  await page.addStyleTag({
    content: ':root { --vscode-font-size: 13px; } body { font-family: sans-serif; margin: 0; }',
  });
  await page.evaluate(() => (window.acquireVsCodeApi = () => ({ postMessage: () => {} })));
  await page.addScriptTag({ url: '/dist/summary.js', type: 'module' });
  await page.waitForFunction(
    (content) => {
      window.postMessage(content);
      return document.querySelector('[role=row]');
    },
    { summary: { model: { name: 'Net' }, root: ROOT }, words: WORDS },
  );
  return page;
}

export async function summaryCases(report, browser, server) {
  for (const width of [420, 700, 930, 961, 1400]) {
    await report.test(`every number of a summary is shown whole in ${width} pixels`, async () => {
      const page = await openTable(browser, server, width);
      const cut = await page.$$eval('.cell.number', (cells) =>
        cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
      );
      expect(cut.length === 0, `cut off: ${cut.join(' | ')}`);
      const beyond = await page.$eval('[role=treegrid]', (table) => table.scrollWidth - table.clientWidth);
      expect(beyond <= 0, `${beyond} pixels of the table are out of sight`);
      await page.close();
    });
  }

  await report.test('what a summary consists of has names', async () => {
    const page = await openTable(browser, server, 950);
    const has = async (role, name) =>
      expect((await page.getByRole(role, { name, exact: true }).count()) === 1, `no ${role} ${name}`);
    await has('heading', 'Net');
    await has('treegrid', 'Net');
    await page.getByRole('button', { name: 'Collapse All' }).click();
    await has('button', 'Expand All');
    expect((await page.getByRole('row').count()) === 4, 'the model and its two parts are left, below the heading');
    await page.close();
  });
}
