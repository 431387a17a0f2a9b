import { type InputType, inputTypes } from '../api/inputs';
import { input as words } from '../text/en/input';
import { Select } from '../ui/Select';

/** Chooses what the cells of a column hold. */
export function TypeSelect({ value, onChange }: { value: InputType; onChange: (type: InputType) => void }) {
  return (
    <Select
      label={words.type}
      isRequired
      choices={inputTypes.map((type) => ({ value: type, label: words.types[type] }))}
      value={value}
      onChange={(type) => onChange(type as InputType)}
    />
  );
}
