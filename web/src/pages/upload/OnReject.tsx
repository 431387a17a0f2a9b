import { useState } from 'react';
import { upload as words } from '../../text/en/upload';
import { TextField } from '../../ui/Field';
import { Select } from '../../ui/Select';
import type { TargetDraft } from './draft';

interface Props {
  target: TargetDraft;
  onChange: (change: Partial<TargetDraft>) => void;
}

/** What to do with rows that cannot be loaded: stop, or load the rest, up to a number of them. */
export function OnReject({ target: { onReject, maxRejects }, onChange }: Props) {
  const [text, setText] = useState(maxRejects === undefined ? '' : String(maxRejects));
  const isWrong = text.trim() !== '' && limitOf(text) === undefined;
  return (
    <>
      <Select
        label={words.onReject}
        isRequired
        choices={[
          { value: 'stop', label: words.stop },
          { value: 'load', label: words.load },
        ]}
        value={onReject}
        onChange={(value) => onChange({ onReject: value === 'load' ? 'load' : 'stop' })}
      />
      {onReject === 'load' && (
        <TextField
          label={words.maxRejects}
          inputMode="numeric"
          value={text}
          error={isWrong ? words.maxRejectsWrong : undefined}
          onChange={(next) => {
            setText(next);
            onChange({ maxRejects: limitOf(next) });
          }}
        />
      )}
    </>
  );
}

function limitOf(text: string): number | undefined {
  return /^[1-9]\d{0,11}$/.test(text.trim()) ? Number(text) : undefined;
}
