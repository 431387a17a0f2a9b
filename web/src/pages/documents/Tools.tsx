import { Ellipsis, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button as AriaButton, MenuTrigger, Popover } from 'react-aria-components';
import { FileMenu } from '../../documents/FileMenu';
import { type Verb, verbsFor } from '../../documents/kinds';
import { browser as words } from '../../text/en/browser';
import { formatCount, formatPlural } from '../../text/format';
import { Button } from '../../ui/Button';
import { SearchField } from '../../ui/SearchField';
import type { ListSearch } from './places';
import type { Chosen } from './useChosen';
import { useGo } from './useGo';
import type { FileList } from './useList';

interface Props {
  search: ListSearch;
  list: FileList;
  chosen: Chosen;
}

/** The search, how much there is, and what can be done with the selection. */
export function Tools({ search, list, chosen }: Props) {
  return (
    <div className="row spread documents-tools">
      <search className="documents-search">
        <Search text={search.q ?? ''} />
      </search>
      <div className="row documents-chosen">
        <span className="muted" role="status">
          {said(list, chosen)}
        </span>
        {chosen.files.length > 0 && !chosen.isPending && <Selected chosen={chosen} />}
      </div>
    </div>
  );
}

function said({ total, files }: FileList, chosen: Chosen): string {
  if (chosen.isPending) return words.selecting;
  if (chosen.files.length > 0) return words.selected(formatCount(chosen.count));
  return files.length > 0 && total !== undefined ? formatPlural(total, words.one, words.many) : '';
}

/** What stands beside the number of what is selected; the rest is in the menu. */
const SHOWN: readonly Verb[] = ['move', 'trash', 'restore', 'purge'];

function Selected({ chosen }: Pick<Props, 'chosen'>) {
  const { files, setKeys, act } = chosen;
  const verbs = verbsFor(files);
  const shown = SHOWN.filter((verb) => verbs.includes(verb));
  return (
    <>
      {shown.map((verb) => (
        <Button key={verb} onPress={() => act(verb, files)}>
          {words.verbs[verb]}
        </Button>
      ))}
      {verbs.length > shown.length && (
        <MenuTrigger>
          <AriaButton className="button plain icon" aria-label={words.moreActions}>
            <Ellipsis aria-hidden size={16} />
          </AriaButton>
          <Popover className="popover" placement="bottom end">
            <FileMenu files={files} onAct={act} without={shown} />
          </Popover>
        </MenuTrigger>
      )}
      <Button
        look="quiet"
        icon={<X aria-hidden size={16} />}
        aria-label={words.clear}
        onPress={() => setKeys(new Set())}
      />
    </>
  );
}

/** How long after a letter the search is asked. */
const PAUSE = 250;

function Search({ text }: { text: string }) {
  const [typed, setTyped] = useState(text);
  const { find } = useGo();
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed.trim() === text.trim()) return;
    const timer = setTimeout(() => find(typed), PAUSE);
    return () => clearTimeout(timer);
  });
  return <SearchField label={words.search} value={typed} onChange={setTyped} />;
}
