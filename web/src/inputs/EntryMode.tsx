import { type FormEvent, useState } from 'react';
import type { InputMode } from '../api/inputs';
import { input as words } from '../text/en/input';
import { FormDialog } from '../ui/FormDialog';
import { RadioList } from '../ui/RadioList';
import { Notice } from '../ui/State';

interface Props {
  name: string;
  mode: InputMode;
  onChoose: (mode: InputMode) => void;
  onClose: () => void;
}

/** Asks who enters rows. */
export function EntryMode({ name, mode, onChoose, onClose }: Props) {
  const [chosen, setChosen] = useState(mode);
  function submit(event: FormEvent) {
    event.preventDefault();
    onChoose(chosen);
    onClose();
  }
  return (
    <FormDialog
      title={words.modeTitle(name)}
      action={words.modeSave}
      doing={{ isPending: false, problem: '' }}
      onSubmit={submit}
      onClose={onClose}
    >
      <RadioList
        label={words.mode}
        choices={Object.entries(words.modes).map(([value, texts]) => ({ value, ...texts }))}
        value={chosen}
        onChange={(next) => setChosen(next as InputMode)}
      />
      <Notice tone="info">{words.modeHelp}</Notice>
    </FormDialog>
  );
}
