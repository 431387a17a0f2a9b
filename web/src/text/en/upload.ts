/** Words of the upload page, and of uploads wherever they show. */
export const upload = {
  title: 'Upload CSV',
  intro: 'Choose the file, check how it reads, and import it into the warehouse.',

  deniedTitle: 'You cannot upload files',
  deniedText: 'Your account type does not allow it. Ask an Admin for one that allows CSV uploads.',

  drop: 'Drop a file here',
  choose: 'Choose file',
  formats:
    'CSV, TSV or any other delimiter, also inside .gz or .zip, and Excel workbooks. Encoding, delimiter and types are found by themselves, and you can change them before anything is imported.',
  exact:
    'Nothing is changed on the way: 007 stays 007, long numbers keep every digit, an empty text is not NULL.',
  emptyFile: (name: string) => `${name} is empty. Choose a file that has at least one line.`,
  oneFile: 'Drop one file at a time.',
  anotherFile: 'Choose another file',

  sending: 'Uploading',
  sendingNote:
    'You can look at other pages meanwhile. If this tab closes, choose the same file again and the upload goes on where it stopped.',
  sendingStopped: 'The upload was interrupted',
  interruptedTitle: 'This upload was interrupted',
  interruptedText: (got: string, size: string, name: string) =>
    `${got} of ${size} have arrived. Choose ${name} again and it goes on from there.`,
  wrongFile: (name: string, size: string) =>
    `This is not the same file. Choose ${name} with ${size}, or start a new upload.`,
  resume: 'Go on',
  cancel: 'Cancel upload',
  canceled: 'The upload is canceled. Nothing of it was kept.',

  warnings: 'Worth a look',

  noColumns: 'Tick at least one column.',
  sameName: (name: string) => `Two columns are called ${name}. Rename one of them.`,
  noName: 'Every column needs a name.',
  previewWaiting: 'The preview appears as soon as the first megabyte has arrived.',
  unreadable: 'This file cannot be read as a table',

  target: 'Import',
  tableName: 'Table name',
  tableNameMissing: 'Give the table a name.',
  connection: 'Connection',
  destination: 'Destination',
  noTargets: 'There is no connection you can upload to',
  noTargetsText: 'Ask an Admin to switch on write access for a connection.',
  onReject: 'If a row cannot be loaded',
  stop: 'Stop and import nothing',
  load: 'Import the rest and list what was rejected',
  maxRejects: 'Stop all the same after so many rows',
  maxRejectsWrong: 'Enter a whole number from 1 on, or leave it empty for any number.',
  start: 'Import',
  startWaiting: 'Import can start when the whole file has arrived.',

  phases: {
    waiting: 'Waiting for its turn',
    unpacking: 'Unpacking the file',
    reading: 'Reading the file',
    loading: 'Loading into the warehouse',
    merging: 'Joining it with the rows of the table',
    verifying: 'Comparing with the file',
  } as Readonly<Record<string, string>>,
  starting: 'Starting',
  importing: 'Importing',
  importingNote:
    'You can leave this page: the import goes on, also when a server stops, and Home shows how far it is. Canceling leaves nothing behind.',
  cancelImport: 'Cancel import',
  retrying: 'The last attempt failed; it is tried again',

  done: 'Imported',
  doneText: (name: string) => `${name} is in the warehouse and was compared with the file, value by value.`,
  doneRejected: (name: string) => `${name} was imported without the rows that could not be loaded.`,
  rowsRead: 'Rows read',
  rowsLoaded: 'Rows loaded',
  rowsRejected: 'Rows rejected',
  openTable: 'Open table',
  certificate: 'Read certificate',
  rejects: 'Download rejects',
  uploadAnother: 'Upload another file',

  failed: 'The import did not work',
  failedNote: 'Nothing was left behind in the warehouse.',
  tryAgain: 'Change the choices and try again',
  loadRest: 'Import the other rows',
  chooseAgain: (what: string) => `${what}: choose the file…`,
  asBefore: 'Everything is decided: the import starts as soon as the file has arrived.',

  rejectsTitle: 'Rejected',
  line: 'Line',
  column: 'Column',
  value: 'Value',
  reason: 'Reason',
  wholeRow: 'Whole row',
  allColumns: 'All columns',
  allReasons: 'All reasons',
  moreRejects: 'Show more',
  rejectsShown: (shown: string, total: string) => `${shown} of ${total} shown`,
} as const;
