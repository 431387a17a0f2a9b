import { Ellipsis } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Element } from '../../api/documents';
import { document as words } from '../../text/en/document';

/** What can be done with an element. */
export type ElementVerb = 'rename' | 'entry' | 'up' | 'down' | 'remove';

interface Props {
  element: Element;
  isFirst: boolean;
  isLast: boolean;
  onAct: (verb: ElementVerb, element: Element) => void;
}

/** What editors can do with an element. */
export function ElementMenu({ element, isFirst, isLast, onAct }: Props) {
  const label = words.elementActions(element.name);
  const items: [ElementVerb, string, boolean][] = [
    ['rename', words.renameElement, true],
    ['entry', words.entry, element.kind === 'input-table'],
    ['up', words.moveUp, !isFirst],
    ['down', words.moveDown, !isLast],
    ['remove', words.removeElement, true],
  ];
  return (
    <MenuTrigger>
      <Button className="button quiet icon" aria-label={label}>
        <Ellipsis aria-hidden size={16} />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu aria-label={label} onAction={(verb) => onAct(verb as ElementVerb, element)}>
          {items.map(
            ([verb, text, isOffered]) =>
              isOffered && (
                <MenuItem key={verb} id={verb} className="option">
                  {text}
                </MenuItem>
              ),
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
