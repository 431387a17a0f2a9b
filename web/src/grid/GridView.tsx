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
  /** People asked for the page's help on keys (?). */
  onHelp: () => void;
  handle?: React.Ref<GridHandle>;
}

/** The grid as a component. It is built anew when the source or its label changes, so keep the source stable. */
export function GridView({ source, label, onGoToRow, onHelp, handle }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid>(null);
  const asks = useRef({ goToRow: onGoToRow, help: onHelp });
  useEffect(() => {
    asks.current = { goToRow: onGoToRow, help: onHelp };
  });
  useEffect(() => {
    if (!root.current) return;
    const built = new Grid(root.current, source, label, {
      goToRow: () => asks.current.goToRow(),
      help: () => asks.current.help(),
    });
    grid.current = built;
    return () => built.close();
  }, [source, label]);
  useImperativeHandle(handle, () => ({
    goTo: (row) => grid.current?.goTo(row),
    focus: () => grid.current?.focus(),
  }));
  return <div ref={root} className="grid" tabIndex={-1} />;
}
