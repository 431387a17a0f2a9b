import type { ColumnAxis } from './columns';
import type { RowAxis } from './geometry';
import type { Place, Zone } from './selection';
import { HEAD_HEIGHT, type Viewport } from './viewport';

/** What the pointer asks of the grid. */
export interface PointerTarget {
  /** A press: select the place, or extend the selection to it, which dragging does too. */
  press(zone: Zone, place: Place, extend: boolean): void;
  /** A handle of the header was pressed or double-clicked. */
  handle(col: number, event: PointerEvent | MouseEvent): void;
  open(): void;
}

/** While the pointer is held beyond an edge the grid scrolls every so many milliseconds. */
const AUTOSCROLL = 50;

/** Turns the pointer into selections: cells, whole rows at the row numbers, whole columns at the headers. */
export function listenToPointer(
  viewport: Viewport,
  rows: RowAxis,
  columns: ColumnAxis,
  target: PointerTarget,
  signal: AbortSignal,
): void {
  const { view, gutter } = viewport;

  const locate = (event: MouseEvent): { zone: Zone; place: Place } => {
    const box = view.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const inHead = y < HEAD_HEIGHT;
    const inGutter = x < gutter;
    const zone: Zone = inHead ? (inGutter ? 'all' : 'columns') : inGutter ? 'rows' : 'cells';
    return { zone, place: { row: rows.rowAt(y - HEAD_HEIGHT), col: columns.at(x - gutter + viewport.left) } };
  };

  const follow = (zone: Zone) => {
    const drag = new AbortController();
    let last: MouseEvent | null = null;
    const move = (event: MouseEvent) => {
      last = event;
      target.press(zone, locate(event).place, true);
    };
    const timer = setInterval(() => last && outside(view, last) && move(last), AUTOSCROLL);
    const end = () => {
      clearInterval(timer);
      drag.abort();
    };
    window.addEventListener('pointermove', move, { signal: drag.signal });
    window.addEventListener('pointerup', end, { signal: drag.signal });
    window.addEventListener('pointercancel', end, { signal: drag.signal });
    signal.addEventListener('abort', end, { signal: drag.signal });
  };

  view.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || isReader(event.target)) return;
      const handle = handleOf(event.target);
      if (handle >= 0) {
        target.handle(handle, event);
        return;
      }
      // A finger scrolls; it selects by a tap, which arrives as a click.
      if (event.pointerType === 'touch') return;
      event.preventDefault();
      const { zone, place } = locate(event);
      target.press(zone, place, event.shiftKey);
      if (zone !== 'all') follow(zone);
    },
    { signal },
  );
  view.addEventListener(
    'click',
    (event) => {
      if ((event as PointerEvent).pointerType !== 'touch' || isReader(event.target)) return;
      const { zone, place } = locate(event);
      target.press(zone, place, false);
    },
    { signal },
  );
  view.addEventListener(
    'dblclick',
    (event) => {
      const handle = handleOf(event.target);
      if (handle >= 0) target.handle(handle, event);
      else if (locate(event).zone === 'cells' && !isReader(event.target)) target.open();
    },
    { signal },
  );
}

function outside(view: HTMLElement, event: MouseEvent): boolean {
  const box = view.getBoundingClientRect();
  return (
    event.clientX < box.left ||
    event.clientX > box.right ||
    event.clientY < box.top + HEAD_HEIGHT ||
    event.clientY > box.bottom
  );
}

/** Whether it is something with a pointer of its own: the full text of a cell, or an editor. */
function isReader(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.grid-reader, .grid-list, [data-editing]') !== null;
}

/** The column whose handle was hit, or -1. */
function handleOf(target: EventTarget | null): number {
  const handle = target instanceof HTMLElement ? target.dataset.col : undefined;
  return handle === undefined ? -1 : Number(handle);
}
