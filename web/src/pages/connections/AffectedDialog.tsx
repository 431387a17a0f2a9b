import type { AffectedTable } from '../../api/model';
import { connections as text } from '../../text/en/connections';
import { DataTable } from '../../ui/DataTable';
import { ConfirmDialog } from '../../ui/Dialog';

interface AffectedDialogProps {
  affected: readonly AffectedTable[];
  isPending: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Warns before the destination of living tables is changed or switched off, and names them. */
export function AffectedDialog({ affected, isPending, onConfirm, onClose }: AffectedDialogProps) {
  return (
    <ConfirmDialog
      title={text.affectedTitle}
      action={text.affectedSave}
      isOpen={affected.length > 0}
      isPending={isPending}
      isDanger
      wide
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>{text.affectedText}</p>
      <DataTable
        label={text.affectedList}
        rows={affected}
        rowKey={(table) => table.path.join('.')}
        columns={[
          { title: text.table, cell: (table) => table.name },
          { title: text.where, cell: (table) => <code>{table.path.join('.')}</code> },
        ]}
      />
    </ConfirmDialog>
  );
}
