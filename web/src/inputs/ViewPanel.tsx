import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Condition, InputColumn, Operator } from '../api/inputs';
import { input as words } from '../text/en/input';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Select } from '../ui/Select';
import type { Desk } from './desk';
import { newKey } from './useEdits';

const valueless: readonly Operator[] = ['isNull', 'notNull'];

/** A condition while it is written; the key tells it from others that look the same. */
type Written = Condition & { key: string };

/** Which rows are shown and in which order. It is the reader's own: nothing of the table changes. */
export function ViewPanel({ desk: { columns, view, show } }: { desk: Desk }) {
  const [conditions, setConditions] = useState<readonly Written[]>(() =>
    view.conditions.map((condition) => ({ ...condition, key: newKey() })),
  );
  const first = view.sort[0];
  const names = columns.map(({ columnId, name }) => ({ value: columnId, label: name }));

  function change(next: readonly Written[]) {
    setConditions(next);
    const complete = next.filter(({ op, value }) => valueless.includes(op) || value?.trim());
    show({
      ...view,
      conditions: complete.map(({ column, op, value = '' }) =>
        valueless.includes(op) ? { column, op } : { column, op, value: value.trim() },
      ),
    });
  }
  const set = (key: string, part: Partial<Condition>) =>
    change(conditions.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const add = ({ columnId, type }: InputColumn) =>
    setConditions([...conditions, { key: newKey(), column: columnId, op: operatorsOf(type)[0] ?? '=' }]);
  const sortBy = (column: string) =>
    show({ ...view, sort: column ? [{ column, desc: first?.desc ?? false }] : [] });

  return (
    <div className="stack">
      <p className="muted small">{words.viewHelp}</p>
      {conditions.map(({ key, column, op, value = '' }) => {
        const of = columns.find(({ columnId }) => columnId === column);
        return (
          <fieldset key={key} className="input-condition">
            <legend className="visually-hidden">{words.condition(of?.name ?? '')}</legend>
            <Select
              label={words.column}
              isRequired
              choices={names}
              value={column}
              onChange={(next) => set(key, { column: next })}
            />
            <Select
              label={words.operator}
              isRequired
              choices={operatorsOf(of?.type ?? 'text').map((one) => ({
                value: one,
                label: words.operators[one],
              }))}
              value={op}
              onChange={(next) => set(key, { op: next as Operator })}
            />
            {!valueless.includes(op) && (
              <TextField
                label={words.value}
                isRequired
                value={value}
                onChange={(next) => set(key, { value: next })}
              />
            )}
            <Button
              look="quiet"
              icon={<X aria-hidden size={15} />}
              aria-label={words.dropCondition(of?.name ?? '')}
              onPress={() => change(conditions.filter((one) => one.key !== key))}
            />
          </fieldset>
        );
      })}
      <div>
        <Button
          icon={<Plus aria-hidden size={15} />}
          isDisabled={columns.length === 0}
          onPress={() => columns[0] && add(columns[0])}
        >
          {words.addCondition}
        </Button>
      </div>
      <Select
        label={words.sortBy}
        choices={[{ value: '', label: words.manualOrder }, ...names]}
        value={first?.column ?? ''}
        onChange={sortBy}
      />
      {first && (
        <Select
          label={words.direction}
          isRequired
          choices={[
            { value: 'asc', label: words.ascending },
            { value: 'desc', label: words.descending },
          ]}
          value={first.desc ? 'desc' : 'asc'}
          onChange={(direction) => show({ ...view, sort: [{ ...first, desc: direction === 'desc' }] })}
        />
      )}
    </div>
  );
}

/** The comparisons that make sense for a type. */
function operatorsOf(type: InputColumn['type']): readonly Operator[] {
  switch (type) {
    case 'text':
    case 'single-select':
      return ['contains', 'startsWith', '=', '!=', 'isNull', 'notNull'];
    case 'multi-select':
      return ['contains', 'isNull', 'notNull'];
    case 'checkbox':
      return ['=', 'isNull', 'notNull'];
    default:
      return ['=', '!=', '<', '<=', '>', '>=', 'isNull', 'notNull'];
  }
}
