import { useState } from 'react';
import { ConfirmDialog } from './Dialog';
import { Notice } from './State';

export interface ConfirmActionProps {
  title: string;
  /** What the main button does, as a verb: "Delete". */
  action: string;
  text: string;
  /** Does it. When it rejects, the dialog stays and says why. */
  run: () => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
}

/** Asks before something dangerous, does it, and says why if it did not work. */
export function ConfirmAction({ title, action, text, run, onDone, onClose }: ConfirmActionProps) {
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState('');
  async function confirm() {
    setPending(true);
    try {
      await run();
      onDone();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setPending(false);
    }
  }
  return (
    <ConfirmDialog
      title={title}
      action={action}
      isOpen
      isDanger
      isPending={isPending}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{text}</p>
      {problem && <Notice tone="bad">{problem}</Notice>}
    </ConfirmDialog>
  );
}
