import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { toProblem } from '../../api/problems';
import { type Table, tableQuery } from '../../api/tables';
import { type Comparison, type TableVersion, useVersions } from '../../api/versions';
import { versions as words } from '../../text/en/versions';
import { formatDateTime } from '../../text/format';
import { LinkButton } from '../../ui/Button';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import { Checkbox } from '../../ui/Toggle';
import { Differences } from './Differences';
import './compare.css';

/** How one version of a table differs from another. The address says which, so that it can be sent to somebody. */
export function Page() {
  const { tableId } = useParams({ from: '/t/$tableId/compare' });
  const table = useQuery(tableQuery(tableId));
  return (
    <div className="page stack">
      <QueryState query={table} explain={toProblem} isPage>
        {(loaded) => <Compare table={loaded} />}
      </QueryState>
    </div>
  );
}

function Compare({ table }: { table: Table }) {
  const list = useVersions(table.tableId);
  const { from, to, key } = useSearch({ from: '/t/$tableId/compare' });
  const back = (
    <LinkButton
      to="/t/$tableId/versions"
      params={{ tableId: table.tableId }}
      icon={<ArrowLeft aria-hidden size={16} />}
    >
      {words.toVersions}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={words.compareTitle(table.name)} actions={back} />
      <QueryState query={list} explain={toProblem}>
        {({ pages }) => {
          const kept = pages.flatMap(({ entries }) => entries).filter((v) => v.kept);
          const comparison = {
            tableId: table.tableId,
            from: from ?? Math.max(1, table.version - 1),
            to: to ?? table.version,
            key: key ?? [],
          };
          return (
            <>
              <What comparison={comparison} kept={kept} columns={table.columns.map(({ name }) => name)} />
              <Differences comparison={comparison} />
            </>
          );
        }}
      </QueryState>
    </>
  );
}

interface WhatProps {
  comparison: Comparison;
  kept: readonly TableVersion[];
  columns: readonly string[];
}

/** The two versions, and what makes two rows the same row. */
function What({ comparison: { from, to, key }, kept, columns }: WhatProps) {
  const navigate = useNavigate({ from: '/t/$tableId/compare' });
  const choose = (change: { from?: number; to?: number; key?: string[] }) =>
    void navigate({ search: (now) => ({ ...now, from, to, ...change }), replace: true });
  const choices = kept.map(({ version, createdAt }) => ({
    value: String(version),
    label: words.option(version, formatDateTime(createdAt)),
  }));
  const toggle = (column: string, isKey: boolean) =>
    choose({ key: columns.filter((c) => (c === column ? isKey : key.includes(c))) });
  return (
    <>
      <div className="row compare-what">
        <Select
          isRequired
          label={words.before}
          choices={choices}
          value={String(from)}
          onChange={(version) => choose({ from: Number(version) })}
        />
        <Select
          isRequired
          label={words.after}
          choices={choices}
          value={String(to)}
          onChange={(version) => choose({ to: Number(version) })}
        />
      </div>
      <fieldset className="compare-key">
        <legend>
          {words.key} {key.length === 0 ? words.byNumber : key.join(', ')}
        </legend>
        <p className="muted small">{words.keyHelp}</p>
        <div className="compare-columns">
          {columns.map((column) => (
            <Checkbox key={column} isSelected={key.includes(column)} onChange={(on) => toggle(column, on)}>
              {column}
            </Checkbox>
          ))}
        </div>
      </fieldset>
    </>
  );
}
