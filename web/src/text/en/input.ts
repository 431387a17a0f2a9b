import type { InputMode, InputType, Operator } from '../../api/inputs';

const types: Record<InputType, string> = {
  text: 'Text',
  integer: 'Whole number',
  decimal: 'Decimal number',
  date: 'Date',
  timestamp: 'Date and time',
  checkbox: 'Checkbox',
  'single-select': 'One choice',
  'multi-select': 'Several choices',
};

const help: Record<InputType, string> = {
  text: 'Enter keeps it, Alt+Enter begins a new line, Esc leaves it as it was.',
  integer: 'A whole number, such as 42.',
  decimal: 'A number with a point, such as 12.5.',
  date: 'A date such as 2026-01-31. Ctrl+; writes today.',
  timestamp: 'A date and a time such as 2026-01-31 13:05. Ctrl+; writes now.',
  checkbox: 'Space ticks it.',
  'single-select': 'Arrow keys choose, Enter takes it.',
  'multi-select':
    'Arrow keys move, Space ticks, Enter keeps them. Without a list: commas between the values.',
};

const boundHelp: Partial<Record<InputType, string>> = {
  integer: 'Such as 0.',
  decimal: 'Such as 0.5.',
  date: 'Such as 2026-01-31.',
  timestamp: 'Such as 2026-01-31 13:05:00.',
};

const operators: Record<Operator, string> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
  contains: 'contains',
  startsWith: 'starts with',
  isNull: 'is empty',
  notNull: 'is not empty',
};

const modes: Record<InputMode, { label: string; detail: string }> = {
  edit: {
    label: 'Editors, in the draft',
    detail: 'Whoever can edit the document. Readers see it once it is published.',
  },
  explore: {
    label: 'Explorers and editors',
    detail: 'Whoever can explore or edit the document, in the published version.',
  },
  view: { label: 'Everyone with access', detail: 'Whoever can view the document, in the published version.' },
};

/** Words of input tables. */
export const input = {
  types,
  help,
  boundHelp,
  operators,
  modes,
  kind: 'Input table',

  nothing: 'nothing',
  emptyText: 'empty text',
  ticked: 'ticked',
  notTicked: 'not ticked',
  readOnly: 'read-only',
  notLoaded: 'This row is still loading.',
  protectedColumn: (name: string) => `${name} is protected: its rules let nobody change it by hand.`,
  tooManyToClear: 'At most 1,000 rows that have been loaded can be cleared at once.',

  sending: 'Being saved',
  logged: 'Saved in the edit log',
  refusedMark: (value: string, reason: string) => `Refused: ${value}. ${reason}`,
  conflictMark: (theirs: string, mine: string) =>
    `Conflict: another person wrote ${theirs}, you wrote ${mine}`,
  refusedSaid: (reason: string) => `The value was not taken: ${reason}`,
  conflictSaid: 'Somebody else has changed this cell meanwhile. Choose above which value stays.',
  rowGone: 'The row has been deleted meanwhile.',
  leave: 'Some of your edits are not in the table yet and would be lost. Leave the page?',
  waiting: (n: number) =>
    n === 1
      ? '1 edit waits for the server and is sent by itself.'
      : `${n} edits wait for the server and are sent by themselves.`,

  unsettled: (n: number) => (n === 1 ? 'One value needs your decision' : `${n} values need your decision`),
  conflict: (place: string, theirs: string, mine: string) =>
    `${place}: another person wrote ${theirs} while you wrote ${mine}.`,
  notTaken: (place: string, mine: string, reason: string) => `${place}: ${mine} was not taken. ${reason}`,
  keepTheirs: 'Keep theirs',
  putMine: 'Put mine',
  drop: 'Discard',
  tryAgain: 'Try again',
  decideOf: (verb: string, place: string) => `${verb}: ${place}`,

  toolbar: (name: string) => `Tools for ${name}`,
  addRow: 'Add row',
  rows: 'Rows',
  rowVerbs: {
    above: 'Insert above',
    below: 'Insert below',
    up: 'Move up',
    down: 'Move down',
    delete: 'Delete',
    add: 'Add row',
  },
  rowsDeleted: (rows: string) => `${rows} deleted`,
  row: (n: string) => `row ${n}`,
  aRow: 'a row',
  cellPlace: (column: string, row: string) => `${column}, row ${row}`,
  noColumns: 'This input table has no columns',
  noColumnsText: 'Columns are added, and deleted ones brought back, under Columns.',
  noneMatch: 'No row meets the conditions of the filter.',
  notAll: (shown: string, all: string) =>
    `The first ${shown} of ${all} rows are shown. Filter or sort to see others.`,
  more: 'Show more',
  andMore: (n: string) => `and ${n} more`,

  panels: {
    columns: 'Columns',
    view: 'Filter and sort',
    flags: 'Values to mend',
    rules: 'Rules',
  },
  columns: 'Columns',
  columnsLocked: 'Columns and rules are changed in the draft, by those who can edit the document.',
  column: 'Column',
  columnName: 'Name of the column',
  columnActions: (name: string) => `Actions for column ${name}`,
  columnVerbs: {
    rename: 'Rename…',
    retype: 'Change type…',
    rules: 'Rules…',
    left: 'Move left',
    right: 'Move right',
    remove: 'Delete',
  },
  columnGone: 'This column has been deleted.',
  columnDeleted: (name: string) => `Column ${name} is deleted`,
  deletedColumns: 'Deleted columns',
  bringBack: 'Bring back',
  bringBackOf: (name: string) => `Bring back ${name}`,
  addColumn: 'Add column',
  add: 'Add',
  type: 'Type',
  retype: 'Change type',
  retypeTitle: (name: string) => `Change the type of ${name}`,
  allFit: 'All values fit.',
  unfit: (values: string, n: number) => `${values} ${n === 1 ? 'does' : 'do'} not fit`,
  unfitText:
    'Their cells become empty. Each value is kept beside its cell until somebody mends or discards it.',

  rules: {
    required: 'Required: may not be empty',
    unique: 'Unique: no value twice',
    protected: 'Protected: nobody changes it by hand',
    allowed: 'Allowed values',
    allowedFrom: 'Allowed values from another table',
    fromColumn: 'Column with the allowed values',
    min: 'At least',
    max: 'At most',
    pattern: 'Regular expression',
  },
  said: {
    required: 'required',
    unique: 'unique',
    protected: 'protected',
    allowed: 'allowed values',
    min: (value: string) => `≥ ${value}`,
    max: (value: string) => `≤ ${value}`,
    pattern: 'pattern',
  },
  rulesOf: (name: string, type: string) => `${name} · ${type}`,
  allowedHelp: 'One in a line.',
  patternHelp: 'The whole text has to match, such as [A-Z]{2}-[0-9]+',
  rulesHelp:
    'Values that are there already stay. A new value that breaks a rule is kept beside its cell, with the reason, until somebody mends or discards it.',
  fromNone: 'None',
  csvTables: 'CSV tables',
  inputTables: 'Input tables',
  saveRules: 'Save rules',
  rulesSaved: (name: string) => `The rules of ${name} are saved`,
  toColumns: 'Back to columns',

  filterAndSort: 'Filter and sort',
  filterAndSortOf: (n: number) => `Filter and sort (${n})`,
  viewHelp: 'This is your own view: nothing of the table changes by it.',
  condition: (column: string) => `Condition on ${column}`,
  operator: 'Comparison',
  value: 'Value',
  addCondition: 'Add condition',
  dropCondition: (column: string) => `Remove the condition on ${column}`,
  sortBy: 'Sort by',
  manualOrder: 'The order of the rows',
  direction: 'Direction',
  ascending: 'Ascending',
  descending: 'Descending',

  toMend: (values: string, n: number) => `${values} ${n === 1 ? 'waits' : 'wait'} to be mended`,
  nothingToMend: 'No value waits to be mended.',
  flagsHelp:
    'These values break a rule. They are kept here, beside their cells, until somebody mends or discards them.',
  by: (who: string, when: string) => `${who}, ${when}`,
  goTo: 'Show',
  goToOf: (place: string) => `Show ${place}`,
  mend: 'Mend',
  mendOf: (value: string, place: string) => `Mend ${value} in ${place}`,
  mendLabel: (place: string) => `Value for ${place}`,
  mendPut: 'Put into the cell',
  discard: 'Discard',
  discardOf: (value: string, place: string) => `Discard ${value} of ${place}`,
  discardAll: (values: string) => `Discard ${values}`,

  pageName: 'Name of the input table',
  inDocument: 'In its document',
  branches: 'Version',
  draft: 'Draft',
  published: 'Published',
  enteredIn: {
    draft: 'rows are entered in the draft; here they change when the document is published',
    published: 'rows are entered in the published version, not here',
  },
  mayEnter: {
    draft: 'readers see what you enter once the document is published',
    published: 'readers see what you enter at once',
  },
  mayNotEnter: 'you can look at the rows, but not change them',

  mode: 'Who enters rows',
  modeTitle: (name: string) => `Who enters rows of ${name}`,
  modeHelp: 'This takes effect when the document is published.',
  modeSave: 'Save',

  name: 'Name',
  nameMissing: 'Enter a name.',
  newName: 'Input table',
  newKind: 'What it begins with',
  newKinds: {
    empty: { label: 'Empty', detail: 'One text column and three rows.' },
    csv: { label: 'CSV table', detail: 'The columns and rows of a CSV table, to be edited from then on.' },
  },
  connection: 'Connection',
  destination: 'Write destination',
  noTargets: 'There is no connection that you may write to',
  noTargetsText: 'An Admin can switch write access on for a connection and let you use it.',
  csvTable: 'CSV table',
  noCsvTables: 'There is no CSV table of this connection that you can see. Upload one first.',
  parentMissing: 'Choose a table.',
  create: 'Create',
} as const;
