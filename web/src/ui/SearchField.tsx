import { Search, X } from 'lucide-react';
import { SearchField as AriaSearchField, Button, Input } from 'react-aria-components';
import { common } from '../text/en/common';

export interface SearchFieldProps {
  label: string;
  /** Left out inside an Autocomplete, which keeps the text itself. */
  value?: string;
  onChange?: (text: string) => void;
  autoFocus?: boolean;
}

/** A field to search with; its label is its placeholder. Escape empties it. */
export function SearchField({ label, ...props }: SearchFieldProps) {
  return (
    <AriaSearchField {...props} className="search" aria-label={label}>
      <Search aria-hidden size={15} className="search-icon" />
      <Input className="input" placeholder={label} />
      <Button className="search-clear" aria-label={common.clear}>
        <X aria-hidden size={14} />
      </Button>
    </AriaSearchField>
  );
}
