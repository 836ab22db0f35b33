// Everything by keyboard alone: what can be reached, what the keys do, and that the focus is never lost.
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';
import { painted, show } from './rendering.mjs';

/** Roles of what can be used. */
const CONTROLS = [
  'button',
  'combobox',
  'spinbutton',
  'textbox',
  'slider',
  'checkbox',
  'listbox',
  'option',
  'table',
  'group',
];

/** What has the focus: its name as it is heard. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === document.body) return 'nothing';
    const label = element.getAttribute('aria-label') ?? element.closest('label')?.querySelector('span')?.textContent;
    return label ?? element.textContent;
  });

const isFocused = (page, selector) => page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector);

/** Waits until the readout says where the cursor is: it follows at the pace of reading. */
const reads = (page, place) =>
  page.waitForFunction((p) => document.querySelector('#output .cl-readout').textContent.includes(p), place, {
    timeout: 3000,
  });

export async function keyboardCases(report, browser, server) {
  const { page, problems } = await openPage(browser, server, { width: 1100 });
  await show(page, 'depthwise picture');

  await report.test('Tab goes through every control in order, and out of the output', async () => {
    const seen = [];
    for (let i = 0; i < 30 && seen.at(-1) !== 'nothing'; i++) {
      await page.keyboard.press('Tab');
      seen.push(await focused(page));
    }
    const expected = ['WebAssembly', 'Experiment', 'Colours', 'Range', 'Show', 'Order', 'Lowest', 'Highest', 'Clip'];
    const starts = [...expected, '12 output maps', 'Take away'];
    expect(seen.length === starts.length + 1 && seen.at(-1) === 'nothing', `one after the other: ${seen.join(' | ')}`);
    starts.forEach((start, i) => expect(seen[i].startsWith(start), `${i + 1}: ${seen[i]} instead of ${start}`));
  });

  await report.test('a map is pointed at, pinned, enlarged and left by keys, and the focus goes along', async () => {
    await page.focus('#output .cl-atlas');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await reads(page, 'output 1 [48, 48]');
    await page.keyboard.press(' ');
    await page.waitForFunction(() =>
      document.querySelector('#output .cl-inspector-head').textContent.includes('Unpin'),
    );
    await page.keyboard.press('Enter');
    await page.waitForSelector('#output .cl-stage');
    expect(await isFocused(page, '.cl-stage'), `the large map has the focus, not ${await focused(page)}`);
    const zoom = () => page.textContent('#output .cl-zoom');
    const fitted = await zoom();
    await page.keyboard.press('+');
    expect((await zoom()) !== fitted, 'plus zooms in');
    await page.keyboard.press('0');
    expect((await zoom()) === fitted, 'zero fits it again');
    await reads(page, 'output 1 [48, 48]');
    await page.keyboard.press('PageDown');
    await page.waitForFunction(() => document.querySelector('#output .cl-stage-bar').textContent.includes('output 2'));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#output .cl-atlas');
    expect(await isFocused(page, '.cl-atlas'), `all maps have the focus again, not ${await focused(page)}`);
    await page.keyboard.press('Shift+ArrowDown');
    await reads(page, 'output 2 [49, 48]');
  });

  await report.test('a button at its end keeps the focus, and one that goes hands it on', async () => {
    await page.keyboard.press('Enter');
    await page.waitForSelector('#output .cl-stage');
    await page.focus('#output [aria-label="Zoom out"]');
    await page.keyboard.press('Enter');
    expect(await isFocused(page, '[aria-label="Zoom out"]'), `zoomed out as far as it goes: ${await focused(page)}`);
    await page.focus('#output .cl-stage-bar .cl-button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#output .cl-atlas');
    expect(await isFocused(page, '.cl-atlas'), `after “All maps”: ${await focused(page)}`);
    await page.focus('#output .cl-backend');
    await page.keyboard.press('Enter');
    await page.focus('#output [aria-label="Compute on reference loop"]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.querySelector('#output .cl-backends [aria-current="true"] th').textContent === 'reference loop',
    );
    expect(await isFocused(page, '.cl-backends button'), `in the table still: ${await focused(page)}`);
    await page.click('#output .cl-backend');
  });

  await report.test('a weight is edited and the edit taken back by keys', async () => {
    await page.focus('#output .cl-disclosure');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#output .cl-tap');
    await page.focus('#output .cl-tap >> nth=4');
    const before = await page.inputValue('#output .cl-tap >> nth=4');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#output .cl-experiment').textContent.includes('1 change'));
    await page.focus('#output .cl-experiment button:text("Undo")');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => !document.querySelector('#output .cl-experiment').textContent.includes('1 change'),
    );
    expect((await page.inputValue('#output .cl-tap >> nth=4')) === before, 'the weight is what it was');
    expect((await focused(page)) === 'Undo', `the focus stays: ${await focused(page)}`);
  });

  await report.test('“more maps” hands the focus to the maps; layers are chosen by arrow keys', async () => {
    await show(page, 'many maps');
    await page.focus('#output .cl-button:has-text("more maps")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#output .cl-tile[aria-setsize="1280"]');
    expect(await isFocused(page, '.cl-atlas'), `the maps have it, not ${await focused(page)}`);
    await show(page, 'what follows');
    await page.focus('#output .cl-layer-list');
    await page.keyboard.press('End');
    await painted(page);
    expect((await page.textContent('#output .cl-op')) === 'MaxPool2d', 'End leads to the last layer');
    expect(await isFocused(page, '.cl-layer-list'), 'and the list keeps the focus');
  });

  await report.test('everything that can be used has a name and a role, and an output is an article', async () => {
    await show(page, 'what follows');
    await page.click('#output .cl-backend');
    if ((await page.getAttribute('#output .cl-disclosure', 'aria-expanded')) === 'false') {
      await page.click('#output .cl-disclosure');
    }
    await page.click('#output .cl-layer:first-child');
    await page.waitForSelector('#output .cl-tap');
    await page.click('#output .cl-opens');
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const heard = nodes
      .filter(({ ignored }) => !ignored)
      .map(({ role, name }) => ({ role: role?.value, name: name?.value ?? '' }));
    const used = heard.filter(({ role }) => CONTROLS.includes(role));
    expect(used.length > 60, `${used.length} of them`);
    const nameless = used.filter(({ name }) => name.trim() === '');
    expect(nameless.length === 0, nameless.map(({ role }) => role).join());
    const articles = heard.filter(({ role }) => role === 'article').map(({ name }) => name);
    expect(articles.join() === 'A convolution and what follows it', articles.join());
    expect(!heard.some(({ role }) => role === 'banner'), 'no banner for each output');
    // ARIA: a listbox owns options. Whatever else has a name or is said in it, is no part of it.
    const others = await page.$$eval('#output [role=listbox] > :not([role=option], [aria-hidden=true])', (all) =>
      all.filter((it) => it.textContent.trim() !== '' || it.hasAttribute('aria-hidden')).map((it) => it.className),
    );
    expect(others.length === 0, `among the maps: ${others.join()}`);
    return `${used.length} of them`;
  });

  await report.test('keys leave no error in the console', () => {
    expect(problems.length === 0, problems.join('\n'));
  });
  await page.close();
}
