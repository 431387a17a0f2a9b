import { useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import type { Connection, ConnectionDraft, Platform } from '../../api/model';
import { useMay } from '../../api/session';
import { connections as text } from '../../text/en/connections';
import { Button } from '../../ui/Button';
import { AffectedDialog } from './AffectedDialog';
import { BasicFields } from './BasicFields';
import { type ConnectionForm, draftOf, formOf, mistakes } from './model';
import { Outdated } from './Outdated';
import { useCheck, useTest } from './queries';
import { SaveProblem } from './SaveProblem';
import { showMistakes, useSaving } from './saving';
import { TestOutcome } from './TestOutcome';
import { WriteAccess } from './WriteAccess';

export interface ConnectionEditorProps {
  platform: Platform;
  saved?: Connection;
  /** Somebody else has saved since: saving would be refused. */
  isOutdated?: boolean;
  onSaved?: () => void;
  onReload?: () => void;
}

/** The form of a connection: how to reach the warehouse, write access, and trying both before saving. */
export function ConnectionEditor({ platform, saved, isOutdated, onSaved, onReload }: ConnectionEditorProps) {
  const form = useForm<ConnectionForm>({ defaultValues: formOf(platform, saved) });
  const mayWrite = useMay('configureWriteAccess');
  const current = JSON.stringify(form.watch());
  const test = useTrial(useTest(saved?.connectionId), current);
  const check = useTrial(useCheck(saved?.connectionId), current);
  const saving = useSaving({ platform, saved, form, onRefused: check.run, onSaved });

  const attempt = (run: (draft: ConnectionDraft) => void) => {
    const values = form.getValues();
    saving.forget();
    if (!showMistakes(form, mistakes(platform, values, saved))) run(draftOf(platform, values, saved));
  };
  const { reachable } = platform;
  return (
    <FormProvider {...form}>
      <form
        className="stack sheet"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          saving.save();
        }}
      >
        {isOutdated && saving.problem?.code !== 'stale' && <Outdated onReload={onReload} />}
        <BasicFields platform={platform} saved={saved} />
        <WriteAccess
          platform={platform}
          saved={saved}
          isDisabled={!mayWrite || !reachable}
          check={check}
          onCheck={() => attempt(check.run)}
        />
        <div className="form-foot">
          {saving.problem && <SaveProblem problem={saving.problem} onReload={onReload} />}
          <TestOutcome test={test} />
          <div className="row">
            <Button type="submit" look="primary" isPending={saving.isPending} isDisabled={!reachable}>
              {text.save}
            </Button>
            <Button onPress={() => attempt(test.run)} isPending={test.isPending} isDisabled={!reachable}>
              {text.test}
            </Button>
          </div>
        </div>
      </form>
      {saving.question && (
        <AffectedDialog question={saving.question} onConfirm={saving.saveAnyway} onClose={saving.dismiss} />
      )}
    </FormProvider>
  );
}

/** A trial of what is typed, and its result for as long as the form has not changed since. */
export interface Trial<T> {
  run: (draft: ConnectionDraft) => void;
  isPending: boolean;
  data: T | undefined;
  error: Error | null;
}

interface Attempt<T> {
  mutate: (draft: ConnectionDraft) => void;
  isPending: boolean;
  data: T | undefined;
  error: Error | null;
}

function useTrial<T>(attempt: Attempt<T>, current: string): Trial<T> {
  const [tried, setTried] = useState('');
  const isCurrent = tried === current;
  return {
    run: (draft) => {
      setTried(current);
      attempt.mutate(draft);
    },
    isPending: attempt.isPending,
    data: isCurrent ? attempt.data : undefined,
    error: isCurrent ? attempt.error : null,
  };
}
