import { useState } from 'react';

/** Why something was not done. `field` names the field of the form that is wrong, where it is one. */
interface Refusal {
  message: string;
  hint?: string | undefined;
  field?: string | undefined;
}

/** What a dialog or a form does when its main button is pressed. */
export interface Action {
  isPending: boolean;
  /** Why it did not work, unless a field says so; "" while nothing went wrong. */
  problem: string;
  /** What is wrong with a field. */
  wrong: (field: string) => string | undefined;
  /** Does it, and what follows if it worked. */
  run: (doing: () => Promise<unknown>, done: () => void) => Promise<void>;
  /** Says what is wrong with a field before anything is done. */
  refuse: (field: string, message: string) => void;
  /** Forgets what went wrong, since something was changed. */
  forget: () => void;
}

/** Does one thing at a time and keeps why it did not work; `fields` are those that show what is wrong with them. */
export function useAction(fields: readonly string[] = []): Action {
  const [isPending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const isOfField = refusal?.field !== undefined && fields.includes(refusal.field);
  async function run(doing: () => Promise<unknown>, done: () => void) {
    setPending(true);
    setRefusal(undefined);
    try {
      await doing();
      done();
    } catch (error) {
      setRefusal(error instanceof Error ? error : { message: String(error) });
    } finally {
      setPending(false);
    }
  }
  return {
    isPending,
    problem: refusal && !isOfField ? [refusal.message, refusal.hint].filter(Boolean).join(' ') : '',
    wrong: (field) => (refusal?.field === field ? refusal.message : undefined),
    run,
    refuse: (field, message) => setRefusal({ field, message }),
    forget: () => setRefusal(undefined),
  };
}
