/** Words of a table's page, and of deleting one. */
export const table = {
  size: (rows: string, columns: string) => `${rows} · ${columns}`,
  downloadCsv: 'CSV',
  downloadJson: 'NDJSON',
  downloadCsvName: 'CSV: download every row, exactly as loaded',
  downloadJsonName: 'NDJSON: download every row, exactly as loaded',
  certificate: 'Certificate',
  remove: 'Delete',
  removeTitle: (name: string) => `Delete ${name}?`,
  removeText: 'The table and all its rows are deleted, in the warehouse too. This cannot be undone.',
  removed: (name: string) => `${name} is deleted`,
  goToRow: 'Go to row',
  rowNumber: 'Row number',
  rowRange: (rows: string) => `From 1 to ${rows}`,
  rowWrong: (rows: string) => `Enter a whole number from 1 to ${rows}`,
  go: 'Go',
} as const;
