import { useEffect, useImperativeHandle, useRef } from 'react';
import { Grid } from './grid';
import './grid.css';
import type { Source } from './source';

/** What a page may ask of the grid it shows. */
export interface GridHandle {
  /** Selects and shows a row, counted from 0, and takes the focus there. */
  goTo(row: number): void;
  focus(): void;
}

interface Props {
  source: Source;
  label: string;
  /** People asked for the page's "Go to row" (Ctrl+G). */
  onGoToRow: () => void;
  handle?: React.Ref<GridHandle>;
}

/** The grid as a component. It is built anew when the source or its label changes, so keep the source stable. */
export function GridView({ source, label, onGoToRow, handle }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid>(null);
  const askForRow = useRef(onGoToRow);
  useEffect(() => {
    askForRow.current = onGoToRow;
  });
  useEffect(() => {
    if (!root.current) return;
    const built = new Grid(root.current, source, label, () => askForRow.current());
    grid.current = built;
    return () => built.close();
  }, [source, label]);
  useImperativeHandle(handle, () => ({
    goTo: (row) => grid.current?.goTo(row),
    focus: () => grid.current?.focus(),
  }));
  return <div ref={root} className="grid" tabIndex={-1} />;
}
