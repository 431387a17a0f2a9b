import { Search, X } from 'lucide-react';
import { SearchField as AriaSearchField, Button, Input } from 'react-aria-components';
import { common } from '../text/en/common';

/** A field to search with; its label is its placeholder. Escape empties it. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
}) {
  return (
    <AriaSearchField className="search" aria-label={label} value={value} onChange={onChange}>
      <Search aria-hidden size={15} className="search-icon" />
      <Input className="input" placeholder={label} />
      <Button className="search-clear" aria-label={common.clear}>
        <X aria-hidden size={14} />
      </Button>
    </AriaSearchField>
  );
}
