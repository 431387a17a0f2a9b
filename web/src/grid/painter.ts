import { paint } from './cells';
import type { Cursor } from './cursor';
import { flag } from './dom';
import { contains } from './selection';
import type { RowStore, Source } from './source';
import { cellName } from './text';

/** Knows what cells show, to eyes and to screen readers. */
export class Painter {
  constructor(
    private readonly source: Source,
    private readonly rows: RowStore,
    private readonly cursor: Cursor,
  ) {}

  /** Draws a cell: its value, its state, and whether it is selected. */
  paint(cell: HTMLDivElement, row: number, col: number): void {
    const column = this.source.columns[col];
    if (column) paint(cell, this.rows.cell(row, col), column, this.source.mark?.(row, col));
    flag(cell, 'aria-selected', contains(this.cursor.range, row, col));
  }

  /** The accessible name of the active cell. */
  name(): string {
    const { row, col } = this.cursor.active;
    const column = this.source.columns[col];
    return column ? cellName(column, row, this.rows.cell(row, col), this.source.mark?.(row, col)) : '';
  }
}
