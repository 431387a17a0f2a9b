import { type FormEvent, useState } from 'react';
import { useSendTable } from '../api/delivery';
import type { Table } from '../api/tables';
import { delivery as words } from '../text/en/delivery';
import { Dialog } from '../ui/Dialog';
import { toast } from '../ui/Toast';
import { DeliveryFields } from './DeliveryFields';
import { FormFoot } from './FormFoot';
import { deliveryOf, emptyDelivery } from './form';
import { refusalOf } from './refusal';

/** Sends a table by e-mail now. */
export function SendDialog({ table, onClose }: { table: Table; onClose: () => void }) {
  const [form, setForm] = useState(emptyDelivery);
  const send = useSendTable(table.tableId);
  const { faults, failure } = refusalOf(send.error, ['addresses', 'subject', 'message']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate(deliveryOf(form), {
      onSuccess: () => {
        toast(words.sent(table.name));
        onClose();
      },
    });
  };
  return (
    <Dialog title={words.sendTitle(table.name)} isOpen onClose={onClose}>
      <form className="stack" noValidate onSubmit={submit}>
        <DeliveryFields documentId={table.documentId} form={form} faults={faults} onChange={setForm} />
        <FormFoot action={words.sendNow} isPending={send.isPending} failure={failure} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
