import { delivery as words } from '../text/en/delivery';
import { TextField } from '../ui/Field';
import { Select } from '../ui/Select';
import { type DeliveryForm, type Faults, type Kind, kinds } from './form';
import { Recipients } from './Recipients';

interface Props {
  documentId: string | null;
  form: DeliveryForm;
  faults: Faults;
  onChange: (form: DeliveryForm) => void;
}

/** To whom a table is sent, as what, and with which words. */
export function DeliveryFields({ documentId, form, faults, onChange }: Props) {
  const change = (part: Partial<DeliveryForm>) => onChange({ ...form, ...part });
  return (
    <>
      <Recipients documentId={documentId} people={form.people} onChange={(people) => change({ people })} />
      <TextField
        label={words.addresses}
        help={words.addressesHelp}
        value={form.addresses}
        onChange={(addresses) => change({ addresses })}
        error={faults.addresses}
        autoComplete="off"
        multiline
      />
      <Select
        label={words.kind}
        help={words.kindHelp[form.kind]}
        choices={kinds.map((value) => ({ value, label: words.kinds[value] }))}
        value={form.kind}
        onChange={(kind) => change({ kind: kind as Kind })}
        isRequired
      />
      <TextField
        label={words.subject}
        help={words.subjectHelp}
        value={form.subject}
        onChange={(subject) => change({ subject })}
        error={faults.subject}
        autoComplete="off"
      />
      <TextField
        label={words.message}
        value={form.message}
        onChange={(message) => change({ message })}
        error={faults.message}
        multiline
      />
    </>
  );
}
