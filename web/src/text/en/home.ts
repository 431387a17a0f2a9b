/** Words of the home page. */
export const home = {
  title: 'My tables',
  upload: 'Upload CSV',
  list: 'My tables',
  search: 'Search tables',
  name: 'Name',
  rows: 'Rows',
  columns: 'Columns',
  connection: 'Connection',
  created: 'Created',
  actions: 'Actions',
  emptyTitle: 'No tables yet',
  emptyText:
    'Upload a CSV file and it becomes a table in the warehouse, exactly as it is in the file. It will be listed here.',
  nothingFound: (text: string) => `No table has “${text}” in its name or connection.`,
  found: (shown: string, all: string) => `${shown} of ${all}`,
  uploads: 'Uploads in progress',
  open: 'Open',
  waiting: 'Waiting for your choices',
  interrupted: 'Interrupted: choose the file again to go on',
  cancelUpload: (name: string) => `Cancel the upload of ${name}`,
  remove: (name: string) => `Delete ${name}`,
} as const;
