import { type FormEvent, useState } from 'react';
import { type Problem, toProblem } from '../../api/problems';
import { signin as text } from '../../text/en/signin';
import { formatDateTime } from '../../text/format';
import { Button } from '../../ui/Button';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import { Switch } from '../../ui/Toggle';
import { draft, type Named, type Typed, typed } from './model';
import { ProviderFields } from './ProviderFields';
import { type SignInDraft, type SignInSettings, useChangeSignIn, useSignIn, useTeamNames } from './queries';
import { Steps } from './Steps';

/** Administration → Sign-in. */
export function Page() {
  const settings = useSignIn();
  const teams = useTeamNames();
  return (
    <div className="page narrow">
      <PageHeader title={text.title}>{text.about}</PageHeader>
      <QueryState query={settings}>
        {(saved) => (
          <QueryState query={teams}>
            {({ entries }) => <Form key={saved.version} saved={saved} teams={entries} />}
          </QueryState>
        )}
      </QueryState>
    </div>
  );
}

function Form({ saved, teams }: { saved: SignInSettings; teams: readonly Named[] }) {
  const [form, setForm] = useState(typed(saved, teams));
  const [problem, setProblem] = useState<Pick<Problem, 'message' | 'hint' | 'field'>>();
  const { save, check } = useChangeSignIn();
  const set = (change: Partial<Typed>) => setForm({ ...form, ...change });
  // The draft of the provider; null where there is none, undefined where it cannot be one.
  const provider = () => {
    if (!form.usesProvider) return null;
    const made = draft(form, teams);
    if ('provider' in made) return made.provider;
    setProblem({ field: 'teams', message: made.wrong, hint: '' });
    return undefined;
  };
  const refused = (error: unknown) => setProblem(toProblem(error));
  const run = (act: (settings: SignInDraft) => Promise<unknown>) => {
    setProblem(undefined);
    const made = provider();
    if (made === undefined) return;
    act({ password: form.password, ...(made && { provider: made }), version: saved.version }).catch(refused);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run((settings) => save.mutateAsync(settings).then(() => toast(text.saved)));
  };
  const tryIt = () => run(check.mutateAsync);
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <Switch isSelected={form.password} onChange={(password) => set({ password })}>
        {text.password}
      </Switch>
      <Switch isSelected={form.usesProvider} onChange={(usesProvider) => set({ usesProvider })}>
        {text.useProvider}
      </Switch>
      {form.usesProvider && (
        <ProviderFields
          form={form}
          saved={saved}
          problem={problem?.field}
          message={problem?.message}
          onChange={set}
        />
      )}
      {check.data && <Steps steps={check.data.entries} />}
      {problem && <Notice tone="bad">{[problem.message, problem.hint].filter(Boolean).join(' ')}</Notice>}
      <p className="muted">
        {saved.updatedAt ? text.changedAt(formatDateTime(saved.updatedAt)) : text.never}
      </p>
      <div className="row">
        <Button type="submit" look="primary" isPending={save.isPending}>
          {text.save}
        </Button>
        {form.usesProvider && (
          <Button isPending={check.isPending} onPress={tryIt}>
            {text.check}
          </Button>
        )}
      </div>
    </form>
  );
}
