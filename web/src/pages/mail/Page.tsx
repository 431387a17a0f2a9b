import { type FormEvent, useState } from 'react';
import { type Problem, toProblem } from '../../api/problems';
import { mail as text } from '../../text/en/mail';
import { formatDateTime } from '../../text/format';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
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
  const [problem, setProblem] = useState<Problem>();
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
  const run = (doing: Promise<unknown>, done: () => void) => {
    setProblem(undefined);
    doing.then(done).catch((error) => setProblem(toProblem(error)));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run(save.mutateAsync(draft()), () => toast(text.saved));
  };
  const wrong = (field: string) => (problem?.field === field ? problem.message : undefined);
  const isElsewhere = problem && !(problem.field && problem.field in form);
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <TextField
        label={text.host}
        help={text.hostHelp}
        value={form.host}
        onChange={set('host')}
        error={wrong('host')}
      />
      <TextField
        label={text.port}
        isRequired
        inputMode="numeric"
        value={form.port}
        onChange={set('port')}
        error={wrong('port')}
      />
      <Select
        label={text.tls}
        isRequired
        choices={Object.entries(text.tlsChoices).map(([value, label]) => ({ value, label }))}
        value={form.tls}
        onChange={set('tls')}
      />
      <TextField
        label={text.user}
        help={text.userHelp}
        autoComplete="off"
        value={form.user}
        onChange={set('user')}
        error={wrong('user')}
      />
      <TextField
        label={text.password}
        help={text.passwordHelp}
        type="password"
        autoComplete="new-password"
        value={form.password}
        onChange={set('password')}
        error={wrong('password')}
      />
      <TextField
        label={text.from}
        help={text.fromHelp}
        value={form.from}
        onChange={set('from')}
        error={wrong('from')}
      />
      {isElsewhere && <Notice tone="bad">{[problem.message, problem.hint].filter(Boolean).join(' ')}</Notice>}
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
          onPress={() => run(test.mutateAsync(draft()), () => setTested(true))}
        >
          {text.test}
        </Button>
      </div>
    </form>
  );
}
