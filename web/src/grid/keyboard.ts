import type { Step, Whole } from './selection';

/** What a key means in the grid. */
export type Command =
  | { readonly do: 'move'; readonly step: Step; readonly extend: boolean }
  | { readonly do: 'select'; readonly what: Whole }
  | { readonly do: 'widen'; readonly by: number }
  | { readonly do: 'leave'; readonly backward: boolean }
  | {
      readonly do:
        | 'selectAll'
        | 'selectColumns'
        | 'selectRows'
        | 'clear'
        | 'fit'
        | 'goToRow'
        | 'open'
        | 'help'
        | 'cancel';
    };

/** The parts of a KeyboardEvent that decide. */
export type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const STEPS: Readonly<Record<string, readonly [alone: Step, withControl: Step]>> = {
  ArrowUp: ['up', 'firstRow'],
  ArrowDown: ['down', 'lastRow'],
  ArrowLeft: ['left', 'firstColumn'],
  ArrowRight: ['right', 'lastColumn'],
  Home: ['firstColumn', 'firstCell'],
  End: ['lastColumn', 'lastCell'],
  PageUp: ['pageUp', 'pageUp'],
  PageDown: ['pageDown', 'pageDown'],
};

const PLAIN: Readonly<Record<string, Command>> = {
  F2: { do: 'open' },
  Enter: { do: 'open' },
  Escape: { do: 'cancel' },
  Delete: { do: 'clear' },
};

const WITH_CONTROL: Readonly<Record<string, Command>> = {
  a: { do: 'select', what: 'all' },
  g: { do: 'goToRow' },
  ' ': { do: 'select', what: 'columns' },
};

const WIDER = 16;

const WITH_ALT_SHIFT: Readonly<Record<string, Command>> = {
  ArrowLeft: { do: 'widen', by: -WIDER },
  ArrowRight: { do: 'widen', by: WIDER },
  Enter: { do: 'fit' },
};

/** The command of a key, or null for keys that are not the grid's: those stay with the browser. */
export function commandOf(event: Key): Command | null {
  const { key, shiftKey } = event;
  const control = event.ctrlKey || event.metaKey;
  if (event.altKey && key === 'ArrowDown' && !shiftKey && !control) return { do: 'open' };
  if (event.altKey) return shiftKey && !control ? (WITH_ALT_SHIFT[key] ?? null) : null;
  const steps = STEPS[key];
  if (steps) return { do: 'move', step: steps[control ? 1 : 0], extend: shiftKey };
  if (key === 'F6') return { do: 'leave', backward: shiftKey };
  if (control) return WITH_CONTROL[key.toLowerCase()] ?? null;
  if (key === ' ' && shiftKey) return { do: 'select', what: 'rows' };
  return PLAIN[key] ?? null;
}
