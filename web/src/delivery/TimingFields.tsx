import { delivery as words } from '../text/en/delivery';
import { TextField } from '../ui/Field';
import { Select } from '../ui/Select';
import type { Faults } from './form';
import { type TimingForm, type Way, ways } from './timing';

interface Props {
  form: TimingForm;
  faults: Faults;
  onChange: (form: TimingForm) => void;
}

/** When a table is sent again and again. */
export function TimingFields({ form, faults, onChange }: Props) {
  const change = (part: Partial<TimingForm>) => onChange({ ...form, ...part });
  return (
    <>
      <Select
        label={words.way}
        choices={ways.map((value) => ({ value, label: words.ways[value] }))}
        value={form.way}
        onChange={(way) => change({ way: way as Way })}
        isRequired
      />
      {form.way === 'week' && (
        <Select
          label={words.weekday}
          choices={words.weekdays.map((label, day) => ({ value: String(day), label }))}
          value={form.weekday}
          onChange={(weekday) => change({ weekday })}
          error={faults.weekday}
          isRequired
        />
      )}
      {form.way === 'month' && (
        <TextField
          label={words.day}
          help={words.dayHelp}
          value={form.day}
          onChange={(day) => change({ day: day.replace(/\D/g, '') })}
          error={faults.day}
          inputMode="numeric"
          isRequired
        />
      )}
      {form.way === 'cron' ? (
        <TextField
          label={words.cron}
          help={words.cronHelp}
          value={form.cron}
          onChange={(cron) => change({ cron })}
          error={faults.cron}
          autoComplete="off"
          isRequired
        />
      ) : (
        <TextField
          label={words.at}
          type="time"
          value={form.at}
          onChange={(at) => change({ at })}
          error={faults.at}
          isRequired
        />
      )}
      <TextField
        label={words.zone}
        help={words.zoneHelp}
        value={form.zone}
        onChange={(zone) => change({ zone })}
        error={faults.zone}
        autoComplete="off"
        isRequired
      />
    </>
  );
}
