import type { ReactNode } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';

export interface RadioListProps {
  label: string;
  help?: ReactNode;
  choices: readonly { value: string; label: string; detail: ReactNode }[];
  value: string | null;
  onChange: (value: string) => void;
}

/** One of several ways that are best seen side by side. */
export function RadioList({ label, help, choices, value, onChange }: RadioListProps) {
  return (
    <RadioGroup className="radio-list" aria-label={label} value={value} onChange={onChange}>
      {help && <p className="muted">{help}</p>}
      {choices.map((choice) => (
        <Radio key={choice.value} value={choice.value} className="radio">
          <span className="radio-dot" aria-hidden />
          <span className="radio-label">{choice.label}</span>
          <span className="radio-detail">{choice.detail}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
