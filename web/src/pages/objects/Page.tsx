import { useState } from 'react';
import { objects as text } from '../../text/en/objects';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { SearchField } from '../../ui/SearchField';
import { Select } from '../../ui/Select';
import { Empty } from '../../ui/State';
import { ObjectList } from './ObjectList';
import './page.css';
import { type Filter, type Show, useSummary } from './queries';
import { Strangers } from './Strangers';
import { Totals } from './Totals';

const shows = Object.entries(text.shows).map(([value, label]) => ({ value, label }));

/** Administration → Managed objects. */
export function Page() {
  const summary = useSummary();
  const [filter, setFilter] = useState<Filter>({ show: 'live', connectionId: '', text: '' });
  return (
    <div className="page">
      <PageHeader title={text.title}>{text.about}</PageHeader>
      <QueryState query={summary}>
        {({ entries }) =>
          entries.length === 0 ? (
            <Empty title={text.emptyTitle}>{text.emptyText}</Empty>
          ) : (
            <>
              <Totals summaries={entries} />
              <div className="object-filter">
                <Select
                  label={text.show}
                  isRequired
                  choices={shows}
                  value={filter.show}
                  onChange={(show) => setFilter({ ...filter, show: show as Show })}
                />
                <Select
                  label={text.connection}
                  isRequired
                  choices={[
                    { value: 'all', label: text.allConnections },
                    ...entries.map((s) => ({ value: s.connectionId, label: s.connectionName })),
                  ]}
                  value={filter.connectionId || 'all'}
                  onChange={(id) => setFilter({ ...filter, connectionId: id === 'all' ? '' : id })}
                />
                <SearchField
                  label={text.search}
                  value={filter.text}
                  onChange={(words) => setFilter({ ...filter, text: words })}
                />
              </div>
              {filter.show === 'stranger' ? (
                <Strangers summaries={entries} filter={filter} />
              ) : (
                <ObjectList filter={filter} />
              )}
            </>
          )
        }
      </QueryState>
    </div>
  );
}
