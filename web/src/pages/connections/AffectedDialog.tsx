import { connections as text } from '../../text/en/connections';
import { DataTable } from '../../ui/DataTable';
import { ConfirmDialog } from '../../ui/Dialog';
import type { Question } from './saving';

interface AffectedDialogProps {
  question: Question;
  onConfirm: () => void;
  onClose: () => void;
}

/** Warns before write access is turned off or what tables live in is changed, and names the tables. */
export function AffectedDialog({ question, onConfirm, onClose }: AffectedDialogProps) {
  const { turnsOff, affected } = question;
  return (
    <ConfirmDialog
      title={turnsOff ? text.offTitle : text.affectedTitle}
      action={turnsOff ? text.offSave : text.affectedSave}
      isOpen
      isDanger
      wide={affected.length > 0}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {turnsOff && <p>{text.offText}</p>}
      {affected.length > 0 && (
        <>
          <p>{text.affectedText}</p>
          <DataTable
            label={text.affectedList}
            rows={affected}
            rowKey={(table) => table.tableId}
            columns={[
              { title: text.table, cell: (table) => table.name },
              { title: text.where, cell: (table) => <code>{table.path.join('.')}</code> },
            ]}
          />
        </>
      )}
    </ConfirmDialog>
  );
}
