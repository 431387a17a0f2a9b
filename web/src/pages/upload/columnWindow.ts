import { useLayoutEffect, useState } from 'react';

/** How wide a column of the preview is, in pixels; the stylesheet says the same. */
export const COLUMN_WIDTH = 208;

/** The columns to draw of `count`, where `left` to `left + view` is in sight, and some to both sides. */
export function windowOf(left: number, view: number, count: number): { first: number; end: number } {
  const spare = 3;
  const first = Math.max(0, Math.min(Math.floor(left / COLUMN_WIDTH), count) - spare);
  const end = Math.min(count, Math.ceil((left + view) / COLUMN_WIDTH) + spare);
  return { first, end: Math.max(first, end) };
}

/** Follows which columns are in sight of a scroller, so that a thousand of them stay quick. */
export function useColumnWindow(element: HTMLElement | null, count: number) {
  const [span, setSpan] = useState(() => windowOf(0, 1280, count));
  useLayoutEffect(() => {
    if (!element) return;
    const update = () => {
      const next = windowOf(element.scrollLeft, element.clientWidth, count);
      setSpan((now) => (now.first === next.first && now.end === next.end ? now : next));
    };
    update();
    const resize = new ResizeObserver(update);
    resize.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      resize.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, [element, count]);
  return span;
}
