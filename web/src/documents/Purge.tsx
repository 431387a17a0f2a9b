import { useState } from 'react';
import type { File } from '../api/files';
import { documents as words } from '../text/en/documents';
import { ConfirmDialog } from '../ui/Dialog';
import { TextField } from '../ui/Field';
import { Notice } from '../ui/State';
import { toast } from '../ui/Toast';
import { useAction } from '../ui/useAction';

interface Props {
  file: File;
  purge: (fileId: string) => Promise<unknown>;
  onClose: () => void;
}

/** Deletes for good, once the name has been typed: nothing brings it back. */
export function Purge({ file, purge, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const { isPending, problem, wrong, ...doing } = useAction(['name']);
  function confirm() {
    if (typed.trim() !== file.name.trim()) return doing.refuse('name', words.purgeWrong);
    void doing.run(
      () => purge(file.id),
      () => {
        toast(words.purged(file.name));
        onClose();
      },
    );
  }
  return (
    <ConfirmDialog
      title={words.purgeTitle(file.name)}
      action={words.purge}
      isOpen
      isDanger
      isPending={isPending}
      onConfirm={confirm}
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
          doing.forget();
        }}
        error={wrong('name')}
      />
      {problem && <Notice tone="bad">{problem}</Notice>}
    </ConfirmDialog>
  );
}
