import {
  at,
  type Bounds,
  clamped,
  extendTo,
  type Place,
  pressed,
  type Range,
  rangeOf,
  type Selection,
  type Step,
  step,
  type Whole,
  whole,
  type Zone,
} from './selection';
import type { Source } from './source';

/** What the grid tells its page. */
export interface Listener {
  /** People asked for "Go to row". */
  goToRow(): void;
  /** Other cells are selected. */
  selected(range: Range, active: Place): void;
}

/** What is selected in a table, whose size may change. */
export class Cursor {
  private selection: Selection = at({ row: 0, col: 0 });

  constructor(private readonly source: Source) {}

  get active(): Place {
    return this.selection.active;
  }

  /** The end of the selection that moves when it is extended. */
  get head(): Place {
    return this.selection.head;
  }

  get range(): Range {
    return rangeOf(this.selection);
  }

  /** Whether there is no cell that could be selected. */
  get isNowhere(): boolean {
    return this.source.rowCount === 0 || this.source.columns.length === 0;
  }

  goTo(place: Place): void {
    this.selection = at(place);
  }

  press(zone: Zone, place: Place, extend: boolean): void {
    this.selection = pressed(this.selection, zone, place, extend, this.bounds);
  }

  selectWhole(what: Whole): void {
    this.selection = whole(this.selection, what, this.bounds);
  }

  /** Goes a step, where a page has so many rows. */
  move(how: Step, extend: boolean, page: number): void {
    const to = step(extend ? this.head : this.active, how, this.bounds, page);
    this.selection = extend ? extendTo(this.selection, to) : at(to);
  }

  /** Comes back into a table that has become smaller. */
  clamp(): void {
    if (!this.isNowhere) this.selection = clamped(this.selection, this.bounds);
  }

  private get bounds(): Bounds {
    return { rows: this.source.rowCount, cols: this.source.columns.length };
  }
}
