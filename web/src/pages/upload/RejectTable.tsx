import { useState } from 'react';
import { toProblem } from '../../api/problems';
import { type Reject, rejectsAddress, useRejects } from '../../api/rejects';
import type { Upload } from '../../api/uploads';
import { shownText } from '../../grid/cells';
import { upload as words } from '../../text/en/upload';
import { formatCount } from '../../text/format';
import { Button } from '../../ui/Button';
import { type Column, DataTable } from '../../ui/DataTable';
import { DownloadLink } from '../../ui/DownloadLink';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import { filtered, valuesOf } from './rejectFilter';

const COLUMNS: readonly Column<Reject>[] = [
  { title: words.line, align: 'number', cell: ({ line }) => formatCount(line) },
  {
    title: words.column,
    cell: ({ column }) => <span className="wrap-anywhere">{column || words.wholeRow}</span>,
  },
  { title: words.value, cell: ({ value }) => <code className="wrap-anywhere">{shownText(value)}</code> },
  { title: words.reason, cell: ({ reason }) => <span className="wrap-anywhere">{reason}</span> },
];

const ALL = '';

/** The values that were not loaded: where they stand, and why. */
export function RejectTable({ upload }: { upload: Upload }) {
  const query = useRejects(upload.uploadId);
  const [column, setColumn] = useState(ALL);
  const [reason, setReason] = useState(ALL);
  return (
    <div className="stack rejects">
      <div className="row spread">
        <h2>
          {words.rejectsTitle} <span className="muted">{query.data && formatCount(query.data.total)}</span>
        </h2>
        <DownloadLink href={rejectsAddress(upload.uploadId)} fileName={`${upload.fileName}.rejects.csv`}>
          {words.rejects}
        </DownloadLink>
      </div>
      <QueryState query={query} explain={toProblem}>
        {({ entries, total }) => (
          <>
            <div className="row reject-filters">
              <Filter
                label={words.column}
                all={words.allColumns}
                values={valuesOf(entries, 'column')}
                value={column}
                onChange={setColumn}
              />
              <Filter
                label={words.reason}
                all={words.allReasons}
                values={valuesOf(entries, 'reason')}
                value={reason}
                onChange={setReason}
              />
            </div>
            <DataTable
              label={words.rejectsTitle}
              columns={COLUMNS}
              rows={filtered(entries, { column, reason })}
              rowKey={({ number }) => String(number)}
            />
            {query.hasNextPage && (
              <div className="row">
                <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                  {words.moreRejects}
                </Button>
                <span className="muted">
                  {words.rejectsShown(formatCount(entries.length), formatCount(total))}
                </span>
              </div>
            )}
          </>
        )}
      </QueryState>
    </div>
  );
}

interface FilterProps {
  label: string;
  all: string;
  values: readonly string[];
  value: string;
  onChange: (value: string) => void;
}

/** Narrows the list to one column or reason, where there are several. */
function Filter({ label, all, values, value, onChange }: FilterProps) {
  if (values.length < 2) return null;
  return (
    <Select
      label={label}
      isRequired
      choices={[{ value: ALL, label: all }, ...values.map((one) => ({ value: one, label: one }))]}
      value={value}
      onChange={onChange}
    />
  );
}
