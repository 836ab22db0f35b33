// What a test inside VS Code asks of the world outside it: screenshots, keys, and a look into every frame.
//
// The suite runs in the extension host, which sees no pixels. This loopback endpoint takes
// `POST /` with `{ method, params }`, does it on the workbench's page, and answers `{ value }` or `{ error }`.
import { mkdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

/**
 * Serves the bridge for the page that `pageOf()` resolves to; screenshots go to `folder`. Resolves to `{ url, counts(), close() }`,
 * where the counts are what the suite has reported.
 */
export async function startBridge(pageOf, folder) {
  mkdirSync(folder, { recursive: true });
  let counts;
  const report = async (_page, params) => void (counts = params);
  const server = http.createServer(async (request, response) => {
    let answer;
    try {
      const { method, params } = JSON.parse(await bodyOf(request));
      const action = method === 'report' ? report : actions[method];
      if (!action) throw new Error(`The bridge has no method ${method}; it has ${Object.keys(actions).join(', ')}.`);
      answer = { value: await action(await pageOf(), params ?? {}, folder) };
    } catch (error) {
      answer = { error: error.message };
    }
    response.setHeader('content-type', 'application/json');
    // An extension host in a browser asks from the workbench's origin.
    response.setHeader('access-control-allow-origin', '*');
    response.end(JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, counts: () => counts, close: () => server.close() };
}

const actions = {
  /** Saves the whole window as NAME.png and answers its path. */
  async screenshot(page, { name }, folder) {
    const file = path.join(folder, `${name}.png`);
    await page.screenshot({ path: file });
    return file;
  },

  /** Evaluates an expression in every frame; answers the results that are neither undefined nor null. */
  async evaluateInFrames(page, { expression }) {
    const values = await Promise.all(page.frames().map((frame) => valueIn(frame, expression)));
    return values.filter((value) => value !== undefined && value !== null);
  },

  /** The first element that matches in any frame, as a PNG in base64: what is really shown. */
  async elementImage(page, { selector }) {
    const element = await find(page, selector);
    return (await element.screenshot()).toString('base64');
  },

  /** Moves the pointer over an element; `x` and `y` are pixels from its top left corner, its middle by default. */
  async hover(page, { selector, x, y }) {
    const element = await find(page, selector);
    await element.hover(x === undefined ? {} : { position: { x, y } });
  },

  /** Where the elements that match stand in the window: `{ index, x, y, width, height }`, of one frame, in its order. */
  async boxesOf(page, { selector }) {
    for (const frame of page.frames()) {
      const elements = await frame.$$(selector).catch(() => []);
      if (elements.length === 0) continue;
      const boxes = await Promise.all(elements.map((element) => element.boundingBox()));
      return boxes.flatMap((box, index) => (box ? { index, ...box } : []));
    }
    return [];
  },

  /** Turns the mouse wheel over an element, down by `by` pixels. */
  async wheel(page, { selector, by }) {
    await (await find(page, selector)).hover();
    await page.mouse.wheel(0, by);
  },

  /** Gives the window another size, in pixels. */
  async resize(page, { width, height }) {
    await page.setViewportSize({ width, height });
  },

  async click(page, { selector }) {
    await (await find(page, selector)).click();
  },

  /** Types into whatever has the focus. */
  async type(page, { text }) {
    await page.keyboard.type(text);
  },

  /** Presses one key or chord, in Playwright's names: `Enter`, `Control+A`. */
  async press(page, { key }) {
    await page.keyboard.press(key);
  },
};

/** A frame may be gone or still loading when it is asked; then it has no value. */
async function valueIn(frame, expression) {
  try {
    return await frame.evaluate(expression);
  } catch {
    return undefined;
  }
}

async function find(page, selector) {
  for (const frame of page.frames()) {
    const element = await frame.$(selector).catch(() => null);
    if (element) return element;
  }
  throw new Error(`No frame holds an element that matches ${selector}.`);
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
