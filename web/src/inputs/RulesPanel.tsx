import { type FormEvent, useState } from 'react';
import type { InputColumn, InputRules } from '../api/inputs';
import { input as words } from '../text/en/input';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Notice } from '../ui/State';
import { toast } from '../ui/Toast';
import { Checkbox } from '../ui/Toggle';
import { useAction } from '../ui/useAction';
import { AllowedFrom } from './AllowedFrom';
import type { Desk } from './desk';
import { draftOf, type RulesDraft, rulesOf, takes } from './rules';

/** What the values of a column have to keep to. */
export function RulesPanel({ desk, columnId }: { desk: Desk; columnId: string }) {
  const column = desk.table.columns.find((one) => one.columnId === columnId);
  if (!column) return <p className="muted">{words.columnGone}</p>;
  return <Form key={JSON.stringify(column.rules)} desk={desk} column={column} />;
}

const fields = ['rules', 'allowed', 'allowedFrom', 'min', 'max', 'pattern'];

function Form({ desk, column }: { desk: Desk; column: InputColumn }) {
  const [draft, setDraft] = useState<RulesDraft>(() => draftOf(column.rules));
  const doing = useAction(fields);
  const { type } = column;
  const set = (change: Partial<RulesDraft>) => {
    setDraft({ ...draft, ...change });
    doing.forget();
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    const rules: InputRules = rulesOf(draft, type);
    void doing.run(
      () => desk.changes.setRules(column.columnId, rules),
      () => toast(words.rulesSaved(column.name)),
    );
  }
  const text = (name: 'min' | 'max' | 'pattern') => ({
    label: words.rules[name],
    value: draft[name],
    onChange: (value: string) => set({ [name]: value }),
    error: doing.wrong(name),
  });
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <p className="muted small">{words.rulesOf(column.name, words.types[type])}</p>
      <Checkbox isSelected={draft.required} onChange={(required) => set({ required })}>
        {words.rules.required}
      </Checkbox>
      {takes(type, 'unique') && (
        <Checkbox isSelected={draft.unique} onChange={(unique) => set({ unique })}>
          {words.rules.unique}
        </Checkbox>
      )}
      <Checkbox isSelected={draft.protected} onChange={(isProtected) => set({ protected: isProtected })}>
        {words.rules.protected}
      </Checkbox>
      {takes(type, 'allowed') && !draft.from && (
        <TextField
          label={words.rules.allowed}
          help={words.allowedHelp}
          multiline
          value={draft.allowed}
          onChange={(allowed) => set({ allowed })}
          error={doing.wrong('allowed')}
        />
      )}
      {takes(type, 'allowed') && (
        <AllowedFrom desk={desk} value={draft.from} onChange={(from) => set({ from })} />
      )}
      {takes(type, 'bounds') && (
        <>
          <TextField {...text('min')} help={words.boundHelp[type]} />
          <TextField {...text('max')} />
        </>
      )}
      {takes(type, 'pattern') && <TextField {...text('pattern')} help={words.patternHelp} />}
      {(doing.problem || doing.wrong('rules') || doing.wrong('allowedFrom')) && (
        <Notice tone="bad">{doing.problem || doing.wrong('rules') || doing.wrong('allowedFrom')}</Notice>
      )}
      <p className="muted small">{words.rulesHelp}</p>
      <div className="row">
        <Button type="submit" look="primary" isPending={doing.isPending}>
          {words.saveRules}
        </Button>
        <Button onPress={() => desk.open({ is: 'columns' })}>{words.toColumns}</Button>
      </div>
    </form>
  );
}
