import { useEffect } from 'preact/hooks';

/** Pixels that stay free beside what is brought into sight. */
const DISTANCE = 12;

/** Pixels of a wheel for a pixel of the notebook, at first: VS Code goes 50 pixels for the 120 of a notch. */
const FIRST_RATIO = 2.4;

/** Turns of the wheel before it is given up, and milliseconds in which the notebook may follow each. */
const TURNS = 6;
const PATIENCE = 120;

interface Band {
  readonly top: number;
  readonly bottom: number;
}

let newest = {};

/**
 * Brings an element into sight where the notebook is what scrolls. In VS Code the whole webview is as high as all outputs and is
 * moved as one: the browser finds nothing to scroll when Tab or an arrow key leads out of the window. The notebook itself
 * scrolls by the wheel, which the webview passes on to it; so the wheel is turned by as much as is missing. Where the page
 * scrolls, the browser has done it by then.
 */
export async function reveal(element: Element): Promise<void> {
  const own = (newest = {});
  let ratio = FIRST_RATIO;
  for (let turn = 0; turn < TURNS; turn++) {
    const before = await bandInSight();
    if (own !== newest || !before || !element.isConnected) return;
    const missing = missingFor(element.getBoundingClientRect(), before);
    if (Math.abs(missing) < 1) return;
    const deltaY = missing * ratio;
    const wheel = { deltaY, wheelDeltaY: -deltaY, bubbles: true, composed: true, cancelable: true };
    element.dispatchEvent(new WheelEvent('wheel', wheel));
    await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    const after = await bandInSight();
    if (!after || after.top === before.top) return;
    const factor = missing / (after.top - before.top);
    // Another speed of scrolling is set than the usual one.
    if (factor > 0) ratio *= Math.min(4, Math.max(0.25, factor));
  }
}

/** How far the window has to go; nothing for what is higher than it and in sight in part. */
function missingFor({ top, bottom }: Band, band: Band): number {
  if (bottom - top > band.bottom - band.top && top < band.bottom && bottom > band.top) return 0;
  if (top < band.top) return top - DISTANCE - band.top;
  return bottom > band.bottom ? bottom + DISTANCE - band.bottom : 0;
}

/** What of the page is in sight, in its own coordinates; undefined where nothing is. */
function bandInSight(): Promise<Band | undefined> {
  return new Promise((resolve) => {
    const probe = document.createElement('div');
    probe.style.cssText = 'position: fixed; inset: 0 auto 0 0; width: 1px; pointer-events: none';
    document.body.append(probe);
    const sight = new IntersectionObserver(([{ isIntersecting, intersectionRect }]) => {
      sight.disconnect();
      probe.remove();
      resolve(isIntersecting ? intersectionRect : undefined);
    });
    sight.observe(probe);
  });
}

/** Brings what the keyboard leads to into sight. */
export function useRevealedFocus(root: { current: HTMLElement | null }): void {
  useEffect(() => {
    const element = root.current!;
    const onFocus = ({ target }: FocusEvent): void => {
      // What is pressed with a pointer is in sight.
      if (target instanceof Element && target.matches(':focus-visible')) void reveal(target);
    };
    element.addEventListener('focusin', onFocus);
    return () => element.removeEventListener('focusin', onFocus);
  }, []);
}
