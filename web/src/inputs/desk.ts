import type { Condition, InputChanges, InputColumn, InputTable } from '../api/inputs';
import type { GridHandle } from '../grid/GridView';
import type { Place, Range } from '../grid/selection';
import type { InputEdits } from './edits';
import type { InputSource } from './source';

/** Which rows are shown, in which order, and as they were when. */
export interface View {
  readonly conditions: readonly Condition[];
  readonly sort: readonly { readonly column: string; readonly desc?: boolean }[];
  /** The number of an edit or a time; nothing is now. */
  readonly asOf?: string;
}

/** All rows in the order that people gave them, as they are. */
export const everything: View = { conditions: [], sort: [] };

/** What stands beside the grid. */
export type PanelKind =
  | { readonly is: 'columns' | 'view' | 'flags' | 'history' }
  | { readonly is: 'rules'; readonly columnId: string };

/** An input table on the page of somebody who works with it. */
export interface Desk {
  readonly table: InputTable;
  /** The columns that are shown. */
  readonly columns: readonly InputColumn[];
  readonly source: InputSource;
  readonly edits: InputEdits;
  readonly changes: InputChanges;
  /** Rows cannot be entered here and now. */
  readonly isLocked: boolean;
  /** Columns and rules can be changed here. */
  readonly mayShape: boolean;
  readonly selected: Selected;
  readonly view: View;
  readonly show: (view: View) => void;
  readonly panel: PanelKind | undefined;
  readonly open: (panel: PanelKind | undefined) => void;
  readonly grid: React.RefObject<GridHandle | null>;
}

/** What is selected in the grid. */
export interface Selected {
  readonly range: Range;
  readonly active: Place;
}

/** Whether rows stand in the order that people gave them, all of them, so that they can be moved. */
export function isWhole({ conditions, sort }: View): boolean {
  return conditions.length === 0 && sort.length === 0;
}

/** The ids of the selected rows that are here. */
export function selectedRows({ source, selected: { range } }: Desk): string[] {
  const ids: string[] = [];
  for (let row = range.top; row <= range.bottom; row++) {
    const found = source.store.at(row);
    if (found) ids.push(found.rowId);
  }
  return ids;
}
