import { useEffect, useImperativeHandle, useRef } from 'react';
import { Grid } from './grid';
import './edit.css';
import './grid.css';
import type { Place, Range } from './selection';
import type { Source } from './source';

/** What a page may ask of the grid it shows. */
export interface GridHandle {
  /** Selects and shows a row, counted from 0, in a column or in that of the active cell, and takes the focus there. */
  goTo(row: number, col?: number): void;
  focus(): void;
}

interface Props {
  source: Source;
  label: string;
  /** People asked for the page's "Go to row" (Ctrl+G). */
  onGoToRow: () => void;
  /** Other cells are selected, or they are other rows' by now. */
  onSelect?: (range: Range, active: Place) => void;
  handle?: React.Ref<GridHandle>;
}

/** The grid as a component. It is built anew when the source or its label changes, so keep the source stable. */
export function GridView({ source, label, onGoToRow, onSelect, handle }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid>(null);
  // Where people were goes on when other rows or columns are shown.
  const last = useRef({ row: 0, col: 0, hasFocus: false });
  const listener = useRef({ onGoToRow, onSelect });
  useEffect(() => {
    listener.current = { onGoToRow, onSelect };
  });
  useEffect(() => {
    if (!root.current) return;
    const built = new Grid(
      root.current,
      source,
      label,
      {
        goToRow: () => listener.current.onGoToRow(),
        selected: (range, active) => listener.current.onSelect?.(range, active),
      },
      last.current,
    );
    if (last.current.hasFocus) built.focus();
    grid.current = built;
    return () => {
      last.current = built.place;
      built.close();
    };
  }, [source, label]);
  useImperativeHandle(handle, () => ({
    goTo: (row, col) => grid.current?.goTo(row, col),
    focus: () => grid.current?.focus(),
  }));
  return <div ref={root} className="grid" tabIndex={-1} />;
}
