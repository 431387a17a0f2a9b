import { exportAddress, type Table } from '../api/tables';
import { table as words } from '../text/en/table';
import { DownloadMenu } from '../ui/DownloadMenu';

/** Saves what is shown of a table as a file; the first choice is the one that is safe to open in a spreadsheet. */
export function Exports({ table, version }: { table: Table; version: number }) {
  const of = { ...table, version };
  const { name } = table;
  return (
    <DownloadMenu
      label={words.download}
      choices={[
        {
          label: words.downloadSheet,
          help: words.downloadSheetHelp,
          href: exportAddress(of, 'csv', 'protected'),
          fileName: `${name}.csv`,
        },
        {
          label: words.downloadCsv,
          help: words.downloadCsvHelp,
          href: exportAddress(of, 'csv'),
          fileName: `${name}.csv`,
        },
        {
          label: words.downloadXlsx,
          help: words.downloadXlsxHelp,
          href: exportAddress(of, 'xlsx'),
          fileName: `${name}.xlsx`,
        },
        {
          label: words.downloadParquet,
          help: words.downloadParquetHelp,
          href: exportAddress(of, 'parquet'),
          fileName: `${name}.parquet`,
        },
        {
          label: words.downloadJson,
          help: words.downloadJsonHelp,
          href: exportAddress(of, 'json'),
          fileName: `${name}.ndjson`,
        },
      ]}
    />
  );
}
