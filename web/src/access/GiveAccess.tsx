import { useDeferredValue, useState } from 'react';
import { ListBox, ListBoxItem, type Selection } from 'react-aria-components';
import type { DataGranteeChoice, Permission } from '../api/model';
import { access as text } from '../text/en/access';
import { common } from '../text/en/common';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { QueryState } from '../ui/QueryState';
import { SearchField } from '../ui/SearchField';
import { Select } from '../ui/Select';
import { Notice } from '../ui/State';
import { toast } from '../ui/Toast';
import './access.css';
import { granteeName, levelHelp, placeInSentence } from './place';
import { type Place, useChangeGrants, useGrantees } from './queries';

const everybody = 'all';
const idOf = ({ member, team }: DataGranteeChoice) => member?.memberId ?? team?.teamId ?? everybody;

/** Gives somebody, a team or all members a level at a place. Only levels that make sense for them are offered. */
export function GiveAccess({ place, onClose }: { place: Place; onClose: () => void }) {
  const [chosen, setChosen] = useState<DataGranteeChoice>();
  const [level, setLevel] = useState<Permission>('usage');
  const { give } = useChangeGrants(place.connectionId);
  const permissions = chosen?.permissions ?? [];
  const permission = permissions.includes(level) ? level : permissions[0];
  const submit = () => {
    if (!chosen || !permission) return;
    give.mutate(
      { to: chosen, path: place.path, permission },
      {
        onSuccess: () => {
          toast(text.given(granteeName(chosen), text.levels[permission]));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      title={text.giveTitle(placeInSentence(place.path))}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button look="primary" isDisabled={!chosen} isPending={give.isPending} onPress={submit}>
            {text.give}
          </Button>
        </>
      }
    >
      <div className="stack">
        <People place={place} chosen={chosen} onChoose={setChosen} />
        {permission ? (
          <Select
            label={text.level}
            isRequired
            help={levelHelp(permission, place.path)}
            choices={permissions.map((value) => ({ value, label: text.levels[value] }))}
            value={permission}
            onChange={(value) => setLevel(value as Permission)}
          />
        ) : (
          <p className="muted">{text.choosePerson}</p>
        )}
        {give.error && <Notice tone="bad">{give.error.message}</Notice>}
      </div>
    </Dialog>
  );
}

interface PeopleProps {
  place: Place;
  chosen: DataGranteeChoice | undefined;
  onChoose: (choice: DataGranteeChoice | undefined) => void;
}

function People({ place, chosen, onChoose }: PeopleProps) {
  const [typed, setTyped] = useState('');
  const sought = useDeferredValue(typed.trim());
  const people = useGrantees(place, sought);
  return (
    <>
      <SearchField label={text.search} value={typed} onChange={setTyped} autoFocus />
      <QueryState query={people}>
        {({ entries }) => (
          <ListBox
            className="people"
            aria-label={text.people}
            selectionMode="single"
            selectedKeys={chosen ? [idOf(chosen)] : []}
            onSelectionChange={(keys: Selection) =>
              onChoose(entries.find((entry) => keys !== 'all' && keys.has(idOf(entry))))
            }
            items={entries.map((entry) => ({ id: idOf(entry), entry }))}
            renderEmptyState={() => <p className="muted">{text.noPeople(sought)}</p>}
          >
            {({ entry }) => (
              <ListBoxItem className="option person" textValue={granteeName(entry)}>
                <span className="wrap-anywhere">{granteeName(entry)}</span>
                {entry.member && <span className="table-sub">{entry.member.memberType}</span>}
                {entry.team && <span className="table-sub">{text.team}</span>}
              </ListBoxItem>
            )}
          </ListBox>
        )}
      </QueryState>
    </>
  );
}
