import { X } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { ListBox, ListBoxItem, type Selection } from 'react-aria-components';
import { type Person, useRecipients } from '../api/delivery';
import { useSession } from '../api/session';
import { delivery as words } from '../text/en/delivery';
import { Button } from '../ui/Button';
import { SearchField } from '../ui/SearchField';
import './delivery.css';

interface Props {
  /** The document of the table; who may not share it cannot look for members. */
  documentId: string | null;
  people: readonly Person[];
  onChange: (people: readonly Person[]) => void;
}

/** The members whom a table is sent to, found by a part of their name. */
export function Recipients({ documentId, people, onChange }: Props) {
  const [typed, setTyped] = useState('');
  const sought = useDeferredValue(typed.trim());
  const found = useFound(documentId, sought);
  const choose = (keys: Selection) => {
    if (keys === 'all') return;
    const others = people.filter(({ memberId }) => !found.some((person) => person.memberId === memberId));
    onChange([...others, ...found.filter(({ memberId }) => keys.has(memberId))]);
  };
  return (
    <fieldset className="recipients">
      <legend className="field-label">{words.people}</legend>
      <SearchField label={words.searchPeople} value={typed} onChange={setTyped} />
      <ListBox
        className="recipients-found"
        aria-label={words.people}
        selectionMode="multiple"
        selectedKeys={people.map(({ memberId }) => memberId)}
        onSelectionChange={choose}
        items={found.map((person) => ({ id: person.memberId, person }))}
        renderEmptyState={() => <p className="muted">{words.noPeople}</p>}
      >
        {({ person }) => (
          <ListBoxItem className="option" textValue={person.name}>
            <span className="wrap-anywhere">{person.name}</span>
            {person.name !== person.email && <span className="option-detail">{person.email}</span>}
          </ListBoxItem>
        )}
      </ListBox>
      {people.length > 0 && (
        <ul className="recipients-chosen" aria-label={words.chosen}>
          {people.map(({ memberId, name }) => (
            <li key={memberId}>
              <Button
                icon={<X aria-hidden size={14} />}
                aria-label={words.unchoose(name)}
                onPress={() => onChange(people.filter((person) => person.memberId !== memberId))}
              >
                {name}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}

/** Oneself first: nobody needs to look for that. */
function useFound(documentId: string | null, sought: string): Person[] {
  const session = useSession().data;
  const others = useRecipients(documentId, sought).data ?? [];
  if (!session) return others;
  const { userId: memberId, email, memberType, firstName, lastName } = session;
  const name = `${firstName} ${lastName}`.trim() || email;
  const isSought = `${name} ${email}`.toLowerCase().includes(sought.toLowerCase());
  const self = { memberId, email, memberType, name, isArchived: false };
  return [...(isSought ? [self] : []), ...others.filter((person) => person.memberId !== memberId)];
}
