import { useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import type { AffectedTable, Connection, ConnectionDraft, Platform } from '../../api/model';
import { type Problem, toProblem } from '../../api/problems';
import { connections as text } from '../../text/en/connections';
import { toast } from '../../ui/Toast';
import { type ConnectionForm, draftOf, type FieldErrors, inputOf, mistakes } from './model';
import { affectedBy, useSave } from './queries';

/** What has to be known before saving: write access ends, or tables are touched. */
export interface Question {
  turnsOff: boolean;
  affected: readonly AffectedTable[];
}

interface Saving {
  platform: Platform;
  saved: Connection | undefined;
  form: UseFormReturn<ConnectionForm>;
  /** Called when the server refused because write access does not work, to find out why. */
  onRefused: (draft: ConnectionDraft) => void;
  onSaved: (() => void) | undefined;
}

/** Saves the form: mistakes go to their inputs, what touches tables asks first, a refusal is explained. */
export function useSaving({ platform, saved, form, onRefused, onSaved }: Saving) {
  const save = useSave(saved?.connectionId);
  const [problem, setProblem] = useState<Problem>();
  const [question, setQuestion] = useState<Question>();
  const [isAsking, setAsking] = useState(false);

  async function send(draft: ConnectionDraft): Promise<void> {
    const answer = await save.mutateAsync(draft);
    toast(text.saved(answer.name));
    onSaved?.();
  }

  async function attempt(work: (draft: ConnectionDraft) => Promise<void>): Promise<void> {
    const values = form.getValues();
    setProblem(undefined);
    if (showMistakes(form, mistakes(platform, values, saved))) return;
    const draft = draftOf(platform, values, saved);
    try {
      await work(draft);
    } catch (error) {
      const refused = toProblem(error);
      const input = inputOf(platform, refused.field);
      if (input) showMistakes(form, { [input]: refused.message });
      if (values.writeAccess && refused.code === 'rejected') onRefused(draft);
      setProblem(refused);
    }
  }

  async function askFirst(draft: ConnectionDraft): Promise<void> {
    if (!saved) return send(draft);
    setAsking(true);
    const { entries } = await affectedBy(saved.connectionId, draft).finally(() => setAsking(false));
    const turnsOff = saved.writeAccess && !form.getValues('writeAccess');
    if (entries.length === 0 && !turnsOff) return send(draft);
    setQuestion({ turnsOff, affected: entries });
  }

  return {
    problem,
    question,
    isPending: isAsking || save.isPending,
    save: () => attempt(askFirst),
    saveAnyway: () => {
      setQuestion(undefined);
      return attempt((draft) => send({ ...draft, acknowledgeAffected: true }));
    },
    dismiss: () => setQuestion(undefined),
    /** Takes the problem back once something else is tried. */
    forget: () => setProblem(undefined),
  };
}

/** Marks the inputs at fault and moves to the first; tells whether there were any. */
export function showMistakes(form: UseFormReturn<ConnectionForm>, errors: FieldErrors): boolean {
  form.clearErrors();
  const names = Object.keys(errors) as (keyof ConnectionForm)[];
  names.forEach((name, index) => {
    form.setError(name, { message: errors[name] ?? '' }, { shouldFocus: index === 0 });
  });
  return names.length > 0;
}
