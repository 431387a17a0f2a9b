import { useDeferredValue, useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { sharing as text } from '../text/en/sharing';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { QueryState } from '../ui/QueryState';
import { SearchField } from '../ui/SearchField';
import { Select } from '../ui/Select';
import { Loading, Notice } from '../ui/State';
import { toast } from '../ui/Toast';
import { Checkbox } from '../ui/Toggle';
import { Effect } from './Effect';
import { granteeKey, granteeName, granteeOf, levelHelp, levelsFor } from './names';
import { type GranteeChoice, useChangeAccess, useGrantees } from './queries';
import type { SharedThing } from './Sharing';

const isFolder = ({ type }: SharedThing) => type === 'workspace' || type === 'folder';

/** Gives people, teams or all members a level, with what it would do shown before. */
export function Give({ file }: { file: SharedThing }) {
  const [chosen, setChosen] = useState<readonly GranteeChoice[]>([]);
  const [wanted, setWanted] = useState<string>('view');
  const [message, setMessage] = useState('');
  const [sendEmail, setSendEmail] = useState(true);
  const { share } = useChangeAccess(file.id);
  const levels = levelsFor(chosen);
  const level = levels.find((choice) => choice.level === wanted) ?? levels[0];
  const submit = () => {
    if (!level) return;
    const { permission, label } = level;
    const grants = chosen.map((choice) => ({ grantee: granteeOf(choice), permission }));
    share.mutate(
      { grants, sendEmail, ...(message.trim() && { message: message.trim() }) },
      {
        onSuccess: () => {
          toast(text.shared(chosen.map(granteeName).join(', '), label));
          setChosen([]);
          setMessage('');
        },
      },
    );
  };
  return (
    <section className="stack" aria-label={text.give}>
      <People fileId={file.id} chosen={chosen} onChoose={setChosen} />
      {chosen.length > 0 && !level && <Notice tone="warn">{text.tooMuch}</Notice>}
      {level && (
        <>
          <Select
            label={text.level}
            isRequired
            help={levelHelp(level.level, isFolder(file))}
            choices={levels.map(({ level: value, label }) => ({ value, label }))}
            value={level.level}
            onChange={setWanted}
          />
          <TextField
            label={text.message}
            help={text.messageHelp}
            multiline
            maxLength={2000}
            value={message}
            onChange={setMessage}
          />
          <Checkbox isSelected={sendEmail} onChange={setSendEmail}>
            {text.mail}
          </Checkbox>
          <Effect
            fileId={file.id}
            changes={chosen.map((choice) => ({ grantee: granteeOf(choice), permission: level.permission }))}
          />
          {share.error && <Notice tone="bad">{share.error.message}</Notice>}
          <div>
            <Button look="primary" isPending={share.isPending} onPress={submit}>
              {text.share}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

interface PeopleProps {
  fileId: string;
  chosen: readonly GranteeChoice[];
  onChoose: (chosen: GranteeChoice[]) => void;
}

// Who was chosen stays chosen while another name is searched for.
function People({ fileId, chosen, onChoose }: PeopleProps) {
  const [typed, setTyped] = useState('');
  const sought = useDeferredValue(typed.trim());
  const found = useGrantees(fileId, sought);
  return (
    <>
      <SearchField label={text.search} value={typed} onChange={setTyped} autoFocus />
      <QueryState query={found} skeleton={<Loading lines={3} />}>
        {({ entries }) => {
          const others = chosen.filter(
            (one) => !entries.some((entry) => granteeKey(entry) === granteeKey(one)),
          );
          const shown = [...others, ...entries];
          return (
            <ListBox
              className="people"
              aria-label={text.people}
              selectionMode="multiple"
              selectedKeys={chosen.map(granteeKey)}
              onSelectionChange={(keys) =>
                onChoose(shown.filter((entry) => keys === 'all' || keys.has(granteeKey(entry))))
              }
              items={shown.map((entry) => ({ id: granteeKey(entry), entry }))}
              renderEmptyState={() => <p className="muted">{text.nobodyFound(sought)}</p>}
            >
              {({ entry }) => <Choice entry={entry} />}
            </ListBox>
          );
        }}
      </QueryState>
    </>
  );
}

function Choice({ entry }: { entry: GranteeChoice }) {
  const given = entry.levels.find(({ permission }) => permission === entry.permission);
  const detail = entry.member ? entry.member.email : undefined;
  return (
    <ListBoxItem id={granteeKey(entry)} className="option person" textValue={granteeName(entry)}>
      <span className="wrap-anywhere">
        {granteeName(entry)}
        {detail && detail !== entry.member?.name && <span className="table-sub"> {detail}</span>}
      </span>
      <span className="table-sub">{given ? text.has(given.label) : entry.member?.memberType}</span>
    </ListBoxItem>
  );
}
