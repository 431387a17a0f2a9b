import { type FormEvent, useState } from 'react';
import { mail as text } from '../../text/en/mail';
import { formatDateTime } from '../../text/format';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { useAction } from '../../ui/useAction';
import { type MailDraft, type MailSettings, useChangeMail, useMail } from './queries';

/** Administration → Mail. */
export function Page() {
  const query = useMail();
  return (
    <div className="page narrow">
      <PageHeader title={text.title}>{text.about}</PageHeader>
      <QueryState query={query}>{(saved) => <Form key={saved.version} saved={saved} />}</QueryState>
    </div>
  );
}

type Encryption = keyof typeof text.tlsChoices;

function Form({ saved }: { saved: MailSettings }) {
  const [form, setForm] = useState({
    host: saved.host,
    port: String(saved.port || 587),
    tls: (saved.tls || 'starttls') as Encryption,
    user: saved.user ?? '',
    password: '',
    from: saved.from,
  });
  const { problem, wrong, run } = useAction(Object.keys(form));
  const [isTested, setTested] = useState(false);
  const { save, test } = useChangeMail();
  const set = (field: keyof typeof form) => (value: string) => {
    setForm({ ...form, [field]: value });
    setTested(false);
  };
  const draft = (): MailDraft => ({
    host: form.host.trim(),
    port: Number(form.port) || 0,
    tls: form.tls,
    user: form.user.trim(),
    from: form.from.trim(),
    ...(form.password && { password: form.password }),
    version: saved.version,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(
      () => save.mutateAsync(draft()),
      () => toast(text.saved),
    );
  };
  const field = (name: 'host' | 'port' | 'user' | 'password' | 'from') => ({
    label: text[name],
    value: form[name],
    onChange: set(name),
    error: wrong(name),
  });
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <TextField {...field('host')} help={text.hostHelp} />
      <TextField {...field('port')} isRequired inputMode="numeric" />
      <Select
        label={text.tls}
        isRequired
        choices={Object.entries(text.tlsChoices).map(([value, label]) => ({ value, label }))}
        value={form.tls}
        onChange={set('tls')}
        error={wrong('tls')}
      />
      <TextField {...field('user')} help={text.userHelp} autoComplete="off" />
      <TextField
        {...field('password')}
        help={text.passwordHelp}
        type="password"
        autoComplete="new-password"
      />
      <TextField {...field('from')} help={text.fromHelp} />
      {problem && <Notice tone="bad">{problem}</Notice>}
      {isTested && <Notice tone="ok">{text.tested}</Notice>}
      <p className="muted">
        {saved.updatedAt ? text.changedAt(formatDateTime(saved.updatedAt)) : text.never}
      </p>
      <div className="row">
        <Button type="submit" look="primary" isPending={save.isPending}>
          {text.save}
        </Button>
        <Button
          isDisabled={!form.host.trim()}
          isPending={test.isPending}
          onPress={() =>
            void run(
              () => test.mutateAsync(draft()),
              () => setTested(true),
            )
          }
        >
          {text.test}
        </Button>
      </div>
    </form>
  );
}
