import { useLayoutEffect, useRef } from 'preact/hooks';

/** Pixels between two marks at which it is seen where the window begins. */
const STEP = 96;

/** Pixels that the panel keeps from the edge of the window. */
const DISTANCE = 8;

/**
 * Keeps a panel beside something high in sight. In VS Code the whole view is as high as what it holds and is moved as a whole:
 * nothing scrolls in it, so that `position: sticky` does nothing there, but what of it is in sight can be observed.
 * @returns an empty element as high as what the panel stands in, and the panel.
 */
export function useInSight(enabled: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const within = box.current;
    if (!enabled || !within) return;
    const marks: HTMLElement[] = [];
    /** Where the window begins, by mark: pixels from the top of the box. */
    const tops = new Map<Element, number>();
    const place = (): void => {
      const element = panel.current;
      // What is out of sight stays where it is.
      if (!element || tops.size === 0) return;
      const top = Math.min(...tops.values());
      const most = within.clientHeight - element.offsetHeight;
      const offset = top < 1 ? 0 : Math.max(0, Math.min(most, top + DISTANCE));
      const transform = offset === 0 ? '' : `translateY(${offset}px)`;
      if (element.style.transform !== transform) element.style.transform = transform;
    };
    const sight = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, intersectionRect, boundingClientRect } of entries) {
          if (!isIntersecting) tops.delete(target);
          else
            tops.set(target, marks.indexOf(target as HTMLElement) * STEP + intersectionRect.y - boundingClientRect.y);
        }
        place();
      },
      { threshold: [0, 0.25, 0.5, 0.75, 1] },
    );
    const measure = (): void => {
      const wanted = Math.ceil(within.clientHeight / STEP);
      while (marks.length > wanted) {
        const mark = marks.pop()!;
        sight.unobserve(mark);
        tops.delete(mark);
        mark.remove();
      }
      while (marks.length < wanted) {
        const mark = document.createElement('div');
        marks.push(mark);
        within.append(mark);
        sight.observe(mark);
      }
      place();
    };
    const size = new ResizeObserver(measure);
    size.observe(within);
    if (panel.current) size.observe(panel.current);
    return () => {
      sight.disconnect();
      size.disconnect();
      for (const mark of marks) mark.remove();
      if (panel.current) panel.current.style.transform = '';
    };
  }, [enabled]);
  return { box, panel };
}
