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

/** The first element of any frame that matches, as it is shown, as a PNG. */
export async function elementImage(selector: string): Promise<Buffer> {
  return Buffer.from(await call<string>('elementImage', { selector }), 'base64');
}

/** Moves the pointer over an element: to its middle, or to a point in pixels from its top left corner. */
export function hover(selector: string, at?: { x: number; y: number }): Promise<void> {
  return call('hover', { selector, ...at });
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
