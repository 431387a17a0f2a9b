import { Menu, MenuItem } from 'react-aria-components';
import type { File } from '../api/files';
import { browser as words } from '../text/en/browser';
import { type Verb, verbsFor } from './kinds';
import { what } from './what';

interface Props {
  files: readonly File[];
  onAct: (verb: Verb, files: readonly File[]) => void;
  /** What is not offered, because the page itself does it. */
  without?: readonly Verb[];
  /** Where no button opened it that takes care of the focus. */
  autoFocus?: 'first';
}

/** What can be done with files; it stands in a popover. */
export function FileMenu({ files, onAct, without = [], autoFocus }: Props) {
  const verbs = verbsFor(files).filter((verb) => !without.includes(verb));
  return (
    <Menu
      aria-label={words.actionsFor(what(files))}
      {...(autoFocus && { autoFocus })}
      items={verbs.map((id) => ({ id }))}
      onAction={(verb) => onAct(verb as Verb, files)}
    >
      {({ id }) => (
        <MenuItem className="option" textValue={words.verbs[id]}>
          <span className="option-text">{words.verbs[id]}</span>
          {words.keys[id] && <kbd aria-hidden>{words.keys[id]}</kbd>}
        </MenuItem>
      )}
    </Menu>
  );
}
