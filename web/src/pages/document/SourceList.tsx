import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { SearchField } from '../../ui/SearchField';

/** One thing that can be chosen. */
export interface Item {
  id: string;
  name: string;
  detail: string;
}

interface Props {
  label: string;
  items: readonly Item[];
  chosen: string | undefined;
  onChoose: (item: Item) => void;
  /** What stands there when there is none. */
  nothing: string;
}

/** Things to choose one of, with a search where there are many. */
export function SourceList({ label, items, chosen, onChoose, nothing }: Props) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLocaleLowerCase();
  const found = items.filter(({ name, detail }) => `${name}\n${detail}`.toLocaleLowerCase().includes(wanted));
  return (
    <div className="source-choice">
      {items.length > 8 && <SearchField label={label} value={text} onChange={setText} />}
      <ListBox
        className="source-list"
        aria-label={label}
        selectionMode="single"
        disallowEmptySelection
        items={found}
        selectedKeys={chosen === undefined ? [] : [chosen]}
        onSelectionChange={(keys) => {
          const item = found.find(({ id }) => keys !== 'all' && keys.has(id));
          if (item) onChoose(item);
        }}
        renderEmptyState={() => <p className="muted">{nothing}</p>}
      >
        {({ id, name, detail }) => (
          <ListBoxItem id={id} className="option" textValue={name}>
            <span className="option-lines">
              <span className="wrap-anywhere">{name}</span>
              <span className="option-detail">{detail}</span>
            </span>
          </ListBoxItem>
        )}
      </ListBox>
    </div>
  );
}
