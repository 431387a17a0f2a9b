import { type FormEvent, type ReactNode, useState } from 'react';
import type { Settings } from '../../api/model';
import { Problem } from '../../api/problems';
import { settings as text } from '../../text/en/settings';
import { formatDateTime } from '../../text/format';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { Switch } from '../../ui/Toggle';
import {
  draft,
  exportFields,
  type FieldName,
  isField,
  limitFields,
  mistakes,
  retentionFields,
  type Typed,
  typed,
} from './model';
import './page.css';
import { useSaveSettings, useSettings } from './queries';

/** Administration → Settings: retention, limits, and exports by e-mail. */
export function Page() {
  const query = useSettings();
  return (
    <div className="page narrow">
      <PageHeader title={text.title}>{text.about}</PageHeader>
      <QueryState query={query}>
        {(saved) => <Form key={saved.version} saved={saved} onReload={() => void query.refetch()} />}
      </QueryState>
    </div>
  );
}

function Form({ saved, onReload }: { saved: Settings; onReload: () => void }) {
  const before = typed(saved);
  const [form, setForm] = useState(before);
  const isOutsideBefore = saved.exports?.outsideAddresses ?? false;
  const [isOutside, setOutside] = useState(isOutsideBefore);
  const [wrong, setWrong] = useState<Partial<Record<FieldName, string>>>({});
  const [failure, setFailure] = useState<Problem>();
  const save = useSaveSettings();
  const isChanged =
    isOutside !== isOutsideBefore ||
    Object.entries(before).some(([name, value]) => form[name as FieldName] !== value);
  const discard = () => {
    setForm(before);
    setOutside(isOutsideBefore);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setFailure(undefined);
    const found = mistakes(form);
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    save.mutate(draft(form, isOutside, saved.version), {
      onSuccess: () => toast(text.saved),
      onError: (error) => {
        if (error instanceof Problem && isField(error.field)) setWrong({ [error.field]: error.message });
        else if (error instanceof Problem) setFailure(error);
        else toast(error.message, 'bad');
      },
    });
  };
  const part = {
    form,
    wrong,
    onChange: (name: FieldName, value: string) => setForm({ ...form, [name]: value }),
  };
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <Part title={text.retention} about={text.retentionAbout} names={retentionFields} {...part} />
      <Part title={text.limits} about={text.limitsAbout} names={limitFields} {...part} />
      <Part title={text.exports} about={text.exportsAbout} names={exportFields} {...part}>
        <Switch isSelected={isOutside} onChange={setOutside}>
          {text.outsideAddresses}
        </Switch>
      </Part>
      {failure && <Failed failure={failure} onReload={onReload} />}
      <p className="muted">
        {saved.updatedAt ? text.changedAt(formatDateTime(saved.updatedAt)) : text.never}
      </p>
      <div className="row">
        <Button type="submit" look="primary" isPending={save.isPending} isDisabled={!isChanged}>
          {text.save}
        </Button>
        <Button isDisabled={!isChanged} onPress={discard}>
          {text.discard}
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  title: string;
  about: string;
  names: readonly FieldName[];
  form: Typed;
  wrong: Partial<Record<FieldName, string>>;
  onChange: (name: FieldName, value: string) => void;
  children?: ReactNode;
}

function Part({ title, about, names, form, wrong, onChange, children }: PartProps) {
  return (
    <fieldset className="settings-part">
      <legend>
        <h2>{title}</h2>
      </legend>
      <p className="muted">{about}</p>
      {children}
      {names.map((name) => {
        const { label, unit, help } = text.fields[name];
        return (
          <TextField
            key={name}
            label={text.labelled(label, unit)}
            help={help}
            value={form[name]}
            onChange={(value) => onChange(name, value)}
            error={wrong[name]}
            inputMode="decimal"
            autoComplete="off"
            isRequired
          />
        );
      })}
    </fieldset>
  );
}

function Failed({ failure, onReload }: { failure: Problem; onReload: () => void }) {
  if (failure.code !== 'stale') return <Notice tone="bad">{failure.message}</Notice>;
  return (
    <Notice tone="warn">
      {text.stale} <Button onPress={onReload}>{text.reload}</Button>
    </Notice>
  );
}
