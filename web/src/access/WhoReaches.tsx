import { useDeferredValue, useState } from 'react';
import type { DataReach } from '../api/model';
import { access as text } from '../text/en/access';
import { formatCount } from '../text/format';
import { DataTable } from '../ui/DataTable';
import { QueryState } from '../ui/QueryState';
import { SearchField } from '../ui/SearchField';
import { type Place, useWho } from './queries';

/** Who reaches a place, what they may do there, and through what. */
export function WhoReaches({ place }: { place: Place }) {
  const [typed, setTyped] = useState('');
  const who = useWho(place, useDeferredValue(typed.trim()));
  return (
    <div className="stack">
      <SearchField label={text.search} value={typed} onChange={setTyped} />
      <QueryState query={who}>
        {({ entries, total }) => (
          <>
            {entries.length === 0 ? <p className="muted">{text.nobody}</p> : <Reaching entries={entries} />}
            {total > entries.length && (
              <p className="muted small">{text.more(formatCount(entries.length), formatCount(total))}</p>
            )}
          </>
        )}
      </QueryState>
    </div>
  );
}

function Reaching({ entries }: { entries: readonly DataReach[] }) {
  return (
    <DataTable
      label={text.explainLabel}
      rows={entries}
      rowKey={({ member }) => member.memberId}
      columns={[
        {
          title: text.who,
          cell: ({ member }) => (
            <>
              <strong className="wrap-anywhere">{member.name}</strong>
              <div className="table-sub">{member.memberType}</div>
            </>
          ),
        },
        { title: text.may, cell: ({ rights }) => rights.map((right) => text.rights[right]).join(', ') },
        {
          title: text.why,
          cell: ({ why }) => why.map((reason) => <div key={reason}>{reason}</div>),
        },
      ]}
    />
  );
}
