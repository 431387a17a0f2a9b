import type { Cell } from '../api/inputs';

/** How it stands with what was typed into a cell here. */
export type CellState =
  | { readonly is: 'sending'; readonly mine: Cell }
  | { readonly is: 'logged' }
  /** It was not taken: the cell is as it was. */
  | { readonly is: 'refused'; readonly mine: Cell; readonly seen: Cell; readonly reason: string }
  /** Somebody else changed the cell meanwhile: the cell has theirs. */
  | { readonly is: 'conflict'; readonly mine: Cell; readonly theirs: Cell };

/** A cell by what it is, wherever its row lies. */
export interface CellRef {
  readonly rowId: string;
  readonly columnId: string;
}

/** Something typed that is not in the table, and waits for people to choose. */
export type Unsettled = CellRef & { readonly state: Extract<CellState, { is: 'refused' | 'conflict' }> };

/** What was typed into cells and is not simply in the table yet. */
export class CellStates {
  private readonly states = new Map<string, CellRef & { state: CellState }>();
  private waiting: readonly Unsettled[] = [];

  /** What waits for people, the same list as long as it is the same. */
  get unsettled(): readonly Unsettled[] {
    return this.waiting;
  }

  get({ rowId, columnId }: CellRef): CellState | undefined {
    return this.states.get(keyOf(rowId, columnId))?.state;
  }

  set({ rowId, columnId }: CellRef, state: CellState): void {
    this.states.set(keyOf(rowId, columnId), { rowId, columnId, state });
    this.list();
  }

  /** Forgets a state, if it is still this one. */
  drop(ref: CellRef, state = this.get(ref)): void {
    if (this.get(ref) !== state) return;
    this.states.delete(keyOf(ref.rowId, ref.columnId));
    this.list();
  }

  private list(): void {
    const now = [...this.states.values()].filter((one): one is Unsettled => isUnsettled(one.state));
    const isSame = now.length === this.waiting.length && now.every((one, i) => one === this.waiting[i]);
    if (!isSame) this.waiting = now;
  }
}

function isUnsettled({ is }: CellState): boolean {
  return is === 'refused' || is === 'conflict';
}

function keyOf(rowId: string, columnId: string): string {
  return `${rowId} ${columnId}`;
}
