/**
 * The tests' side of `scripts/host/bridge.mjs`: what an extension host cannot do itself, done by the program
 * that drives the window.
 */
async function call<T>(method: string, params: object): Promise<T> {
  const response = await fetch(process.env.CONVLENS_TEST_BRIDGE!, {
    method: 'POST',
    body: JSON.stringify({ method, params }),
  });
  const answer = (await response.json()) as { value: T; error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value;
}

/** Saves the window as `test-results/screenshots/NAME.png`. */
export function screenshot(name: string): Promise<string> {
  return call('screenshot', { name });
}

/** Evaluates an expression in the window and in every webview; the results that are neither undefined nor null. */
export function evaluateInFrames<T>(expression: string): Promise<T[]> {
  return call('evaluateInFrames', { expression });
}

/** Says how many tests have passed, failed and been left out, where the suite cannot write it into a file. */
export function report(counts: { passed: number; failed: number; skipped: number }): Promise<void> {
  return call('report', counts);
}

/** The first element of any frame that matches, as it is shown, as a PNG. */
export async function elementImage(selector: string): Promise<Buffer> {
  return Buffer.from(await call<string>('elementImage', { selector }), 'base64');
}

/** Moves the pointer over an element: to its middle, or to a point in pixels from its top left corner. */
export function hover(selector: string, at?: { x: number; y: number }): Promise<void> {
  return call('hover', { selector, ...at });
}

/** An element's place in the window, in pixels; `index` counts the elements that match. */
export interface Box {
  index: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the elements that match stand in the window, those of the first frame that has some. */
export function boxesOf(selector: string): Promise<Box[]> {
  return call('boxesOf', { selector });
}

/** Where the first element that matches stands in the window. */
export async function box(selector: string): Promise<Box> {
  const [first] = await boxesOf(selector);
  if (!first) throw new Error(`No frame shows an element that matches ${selector}.`);
  return first;
}

/** Turns the mouse wheel over the middle of an element, down by `by` pixels. */
export function wheel(selector: string, by: number): Promise<void> {
  return call('wheel', { selector, by });
}

/** Gives the window another size in pixels; it starts with 1280 × 900. */
export function resize(width: number, height: number): Promise<void> {
  return call('resize', { width, height });
}

export function click(selector: string): Promise<void> {
  return call('click', { selector });
}

/** Types into whatever has the focus. */
export function type(text: string): Promise<void> {
  return call('type', { text });
}

/** Presses a key or chord in Playwright's names: `Enter`, `Control+A`. */
export function press(key: string): Promise<void> {
  return call('press', { key });
}
