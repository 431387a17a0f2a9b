import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Select as AriaSelect,
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  SelectValue,
} from 'react-aria-components';
import { FieldFoot, FieldLabel, type FieldProps } from './Field';

export interface Choice {
  value: string;
  label: string;
  /** What speaks for it, in a line below. */
  detail?: string;
  /** The heading it stands under; choices of a group follow each other. */
  group?: string;
}

export interface SelectProps extends FieldProps {
  choices: readonly Choice[];
  value: string | null;
  onChange: (value: string) => void;
  placeholder?: string;
  /** In a table, where the column's heading is label enough to look at. */
  hideLabel?: boolean;
  /** What the closed list shows of the choice, if not its label. */
  showChosen?: (value: string) => ReactNode;
  isDisabled?: boolean;
}

/** One choice out of a short list. */
export function Select({
  label,
  help,
  error,
  choices,
  value,
  onChange,
  hideLabel,
  showChosen,
  ...props
}: SelectProps) {
  return (
    <AriaSelect
      {...props}
      {...(hideLabel && { 'aria-label': label })}
      className="field"
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
    >
      {!hideLabel && <FieldLabel label={label} isRequired={props.isRequired ?? false} />}
      <AriaButton className="input select-button">
        <SelectValue>
          {({ defaultChildren }) =>
            value === null
              ? defaultChildren
              : (showChosen?.(value) ?? labelOf(choices, value) ?? defaultChildren)
          }
        </SelectValue>
        <ChevronDown aria-hidden size={16} />
      </AriaButton>
      <FieldFoot help={help} error={error} />
      <Popover className="popover">
        <ListBox>
          {grouped(choices).map(([group, members]) =>
            group ? (
              <ListBoxSection key={group}>
                <Header className="option-group">{group}</Header>
                {members.map(option)}
              </ListBoxSection>
            ) : (
              members.map(option)
            ),
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

function labelOf(choices: readonly Choice[], value: string): string | undefined {
  return choices.find((choice) => choice.value === value)?.label;
}

function option({ value, label, detail }: Choice) {
  return (
    <ListBoxItem key={value} id={value} className="option" textValue={label}>
      {detail ? (
        <span className="option-lines">
          <span>{label}</span>
          <span className="option-detail">{detail}</span>
        </span>
      ) : (
        label
      )}
    </ListBoxItem>
  );
}

function grouped(choices: readonly Choice[]): [group: string, members: Choice[]][] {
  const groups = new Map<string, Choice[]>();
  for (const choice of choices) {
    const members = groups.get(choice.group ?? '');
    if (members) members.push(choice);
    else groups.set(choice.group ?? '', [choice]);
  }
  return [...groups];
}
