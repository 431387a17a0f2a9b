import { useState } from 'react';
import type { File } from '../api/files';
import { documents as words } from '../text/en/documents';
import { ConfirmDialog } from '../ui/Dialog';
import { TextField } from '../ui/Field';
import { Notice } from '../ui/State';
import { toast } from '../ui/Toast';

interface Props {
  file: File;
  purge: (fileId: string) => Promise<unknown>;
  onClose: () => void;
}

/** Deletes for good, once the name has been typed: nothing brings it back. */
export function Purge({ file, purge, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState('');
  async function confirm() {
    if (typed.trim() !== file.name.trim()) return setWrong(true);
    setPending(true);
    try {
      await purge(file.id);
      toast(words.purged(file.name));
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setPending(false);
    }
  }
  return (
    <ConfirmDialog
      title={words.purgeTitle(file.name)}
      action={words.purge}
      isOpen
      isDanger
      isPending={isPending}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{words.purgeText}</p>
      <TextField
        label={words.purgeName}
        help={file.name}
        isRequired
        autoFocus
        value={typed}
        onChange={(next) => {
          setTyped(next);
          setWrong(false);
        }}
        error={isWrong ? words.purgeWrong : undefined}
      />
      {problem && <Notice tone="bad">{problem}</Notice>}
    </ConfirmDialog>
  );
}
