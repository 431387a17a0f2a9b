/** Words of the page of an import certificate. */
export const certificate = {
  title: (table: string, version: number | undefined) =>
    version === undefined ? `Certificate of ${table}` : `Certificate of ${table}, version ${version}`,
  intro: 'What was read from the file, what the warehouse stored, and that both are the same.',
  openTable: 'Open table',
  download: 'Download JSON',
  print: 'Print',

  equal: (rows: string, columns: string) =>
    `${rows} in ${columns} were read from the file, stored, read back and compared: both sides are equal.`,
  equalMerged: (rows: string, total: string, columns: string) =>
    `${rows} of the file went into the table, which has ${total} in ${columns} since. All of it was read back and compared: both sides are equal.`,
  left: (rejected: string) =>
    `${rejected} of the file could not be loaded and are listed with their reasons.`,
  different: (columns: string) =>
    `What the warehouse stored differs from the file: ${columns}. This must not be: do not use this table, and report it.`,

  file: 'File',
  name: 'Name',
  size: 'Size',
  sizeOf: (size: string, bytes: string) => `${size} (${bytes})`,
  sha256: 'SHA-256',
  unpacked: 'Inside it',
  importedAt: 'Imported',
  platform: 'Warehouse',
  change: 'Change',
  changes: {
    create: 'A new table',
    replace: 'Replaced all rows of the table',
    append: 'Added rows to the table',
    upsert: 'Changed and added rows of the table by key',
  } as Readonly<Record<string, string>>,
  base: (rows: string, version: string) => `onto ${rows} of version ${version}`,

  rows: 'Rows',
  read: 'Read',
  loaded: 'Loaded',
  rejected: 'Rejected',
  inserted: 'Came after the others',
  updated: 'Took the place of others',
  key: 'Same row by',
  total: 'Whole table',
  sum: (read: string, loaded: string, rejected: string) =>
    `${read} read = ${loaded} loaded + ${rejected} rejected`,

  dialect: 'How it was read',
  encoding: 'Encoding',
  bom: 'with byte order mark',
  delimiter: 'Delimiter',
  delimiters: {
    ',': 'Comma',
    ';': 'Semicolon',
    '\t': 'Tab',
    '|': 'Pipe',
    ' ': 'Space',
    ':': 'Colon',
  } as Readonly<Record<string, string>>,
  quote: 'Quote',
  escape: 'Escape',
  none: 'None',
  doubled: 'Quotes are doubled',
  header: 'Column names',
  headerYes: 'In the first row',
  skipped: 'Lines above the table',
  comment: 'Comment lines begin with',
  nullWords: 'Words for no value',
  lineEnd: 'Line ends',
  container: 'Packed as',
  entry: 'File inside',
  sheet: 'Sheet',

  warnings: 'Worth a look',

  columns: 'Columns',
  column: 'Column',
  type: 'Type',
  format: (format: string) => `written ${format}`,
  nulls: 'NULL',
  distinct: 'Distinct values',
  distinctBetween: (least: string, most: string) => `${least} to ${most}`,
  min: 'Smallest',
  max: 'Largest',
  clipped: '… (shortened)',
  noValues: 'no values',
  checksum: 'Checksum of file and warehouse',
  positions: 'with rows',
  isEqual: 'equal',
  isDifferent: 'different',
  isCompared: 'compared row by row',
  part: 'What the file brought',
  fileSide: 'File',
  warehouseSide: 'Warehouse',

  check: 'How to check this yourself',
  checkFile: 'That it was this file: its SHA-256 must be the one above.',
  checkRows: 'That the table still holds it: export it exactly and compare, or read its rows again.',
  checkSums:
    'A checksum is the sum, modulo 2^64, of the XXH64 of every value that is not NULL, as canonical text: numbers without trailing zeros and without exponent, dates and times as ISO 8601. It does not depend on the order of rows or on the platform.',
  checkPositions:
    'The checksum with rows multiplies each of these by the number of its row before it is added, so a value cannot change places either.',
  checkLeft: (read: string) => `Count the records of the file: there are ${read}, besides the column names.`,
  version: (n: number) => `Format of the certificate: version ${n}`,
} as const;
