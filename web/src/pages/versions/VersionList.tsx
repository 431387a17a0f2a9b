import { useState } from 'react';
import { useMay } from '../../api/session';
import type { Table } from '../../api/tables';
import { type TableVersion, useRestoreVersion } from '../../api/versions';
import { versions as words } from '../../text/en/versions';
import { formatCount, formatDateTime, formatPlural } from '../../text/format';
import { Button, LinkButton } from '../../ui/Button';
import { DataTable } from '../../ui/DataTable';
import { ConfirmDialog } from '../../ui/Dialog';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';

/** The versions with what can be done with each. */
export function VersionList({ table, versions }: { table: Table; versions: readonly TableVersion[] }) {
  const [asking, setAsking] = useState<TableVersion>();
  const mayChange = useMay('uploadCSV');
  return (
    <>
      <DataTable
        label={words.list}
        rows={versions}
        rowKey={({ version }) => String(version)}
        columns={[
          { title: words.version, cell: (v) => <Name version={v} /> },
          { title: words.change, cell: (v) => <What version={v} /> },
          { title: words.by, cell: (v) => v.memberName },
          { title: words.when, cell: (v) => formatDateTime(v.createdAt) },
          { title: words.rows, align: 'number', cell: (v) => formatCount(v.rows) },
          {
            title: words.actions,
            hideTitle: true,
            cell: (v) => (
              <Actions
                table={table}
                version={v}
                previous={versions.find(({ kept, version }) => kept && version < v.version)?.version}
                onRestore={mayChange ? () => setAsking(v) : undefined}
              />
            ),
          },
        ]}
      />
      {asking && <Restore table={table} version={asking} onClose={() => setAsking(undefined)} />}
    </>
  );
}

function Name({ version: { version, current, kept } }: { version: TableVersion }) {
  return (
    <>
      <strong>{version}</strong> {current && <span className="badge ok">{words.current}</span>}
      {!kept && (
        <span className="badge" title={words.goneHelp}>
          {words.gone}
        </span>
      )}
    </>
  );
}

function What({ version: { change, restored, fileName } }: { version: TableVersion }) {
  return (
    <>
      {restored ? words.restored(restored) : words.changes[change]}
      <div className="table-sub wrap-anywhere">{words.from(fileName)}</div>
    </>
  );
}

interface ActionsProps {
  table: Table;
  version: TableVersion;
  /** The version before whose rows are kept. */
  previous: number | undefined;
  onRestore: (() => void) | undefined;
}

function Actions({
  table: { tableId },
  version: { version, kept, current },
  previous,
  onRestore,
}: ActionsProps) {
  return (
    <div className="row-actions">
      {kept && (
        <LinkButton
          look="quiet"
          to="/t/$tableId"
          params={{ tableId }}
          search={current ? {} : { version }}
          aria-label={words.showName(version)}
        >
          {words.show}
        </LinkButton>
      )}
      {kept && previous && (
        <LinkButton
          look="quiet"
          to="/t/$tableId/compare"
          params={{ tableId }}
          search={{ from: previous, to: version }}
          aria-label={words.compareName(version)}
        >
          {words.compare}
        </LinkButton>
      )}
      <LinkButton
        look="quiet"
        to="/t/$tableId/certificate"
        params={{ tableId }}
        search={current ? {} : { version }}
        aria-label={words.certificateName(version)}
      >
        {words.certificate}
      </LinkButton>
      {kept && !current && onRestore && (
        <Button look="quiet" onPress={onRestore} aria-label={words.restoreName(version)}>
          {words.restore}
        </Button>
      )}
    </div>
  );
}

function Restore({ table, version, onClose }: { table: Table; version: TableVersion; onClose: () => void }) {
  const restore = useRestoreVersion(table.tableId);
  const run = () =>
    restore.mutate(version.version, {
      onSuccess: () => {
        toast(words.restoreDone(version.version));
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={words.restoreTitle(version.version)}
      action={words.restore}
      isOpen
      isPending={restore.isPending}
      onConfirm={run}
      onClose={onClose}
    >
      <p>{words.restoreText(formatPlural(version.rows, 'row', 'rows'), table.name)}</p>
      {restore.error && <Notice tone="bad">{restore.error.message}</Notice>}
    </ConfirmDialog>
  );
}
