import { flushSync } from 'react-dom';
import type { Fault, PreviewColumn } from '../../api/reading';
import { COLUMN_WIDTH } from './columnWindow';
import { placeOf } from './faults';

/** The ways to a place of the preview: to a column by its position, and to a value that does not fit. */
export function useGoTo(element: HTMLElement | null, columns: readonly PreviewColumn[]) {
  function goTo(position: number) {
    if (!element) return;
    element.scrollLeft = position * COLUMN_WIDTH;
    // The columns that come into sight are drawn before anything there is focused.
    flushSync(() => element.dispatchEvent(new Event('scroll')));
  }
  function show(fault: Pick<Fault, 'row' | 'column'>) {
    goTo(
      Math.max(
        0,
        columns.findIndex(({ index }) => index === fault.column),
      ),
    );
    const cell = document.getElementById(`fault-${placeOf(fault)}`);
    cell?.scrollIntoView({ block: 'center', inline: 'nearest' });
    // What scrolls closes the explanation that the focus opens, so the focus comes after.
    requestAnimationFrame(() => cell?.focus({ preventScroll: true }));
  }
  return { goTo, show };
}
