import { Ellipsis, EyeOff, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Tab,
  TabList,
  TabPanel,
  Tabs,
} from 'react-aria-components';
import type { Page } from '../../api/documents';
import { document as words } from '../../text/en/document';

/** What can be done with a page. */
export type PageVerb = 'rename' | 'left' | 'right' | 'hide' | 'unhide' | 'remove';

interface Props {
  pages: readonly Page[];
  chosen: Page;
  onChoose: (pageId: string) => void;
  /** For editors of a draft. */
  edit?: { onAdd: () => void; onAct: (verb: PageVerb, page: Page) => void } | undefined;
  children: ReactNode;
}

/** The pages of a document as tabs, and the chosen one below. */
export function PageTabs({ pages, chosen, onChoose, edit, children }: Props) {
  return (
    <Tabs
      className="tabs document-tabs"
      selectedKey={chosen.id}
      onSelectionChange={(key) => onChoose(String(key))}
    >
      <div className="document-tab-bar">
        <TabList className="tab-list" aria-label={words.pages} items={pages}>
          {({ id, name, hidden }) => (
            <Tab id={id} className="tab document-tab">
              <span className="clip">{name}</span>
              {hidden && <EyeOff role="img" aria-label={words.hidden} size={13} />}
            </Tab>
          )}
        </TabList>
        {edit && (
          <>
            <MenuTrigger>
              <Button className="button quiet icon" aria-label={words.pageActions(chosen.name)}>
                <Ellipsis aria-hidden size={16} />
              </Button>
              <Popover className="popover">
                <PageMenu pages={pages} page={chosen} onAct={edit.onAct} />
              </Popover>
            </MenuTrigger>
            <Button className="button quiet icon" aria-label={words.addPage} onPress={edit.onAdd}>
              <Plus aria-hidden size={16} />
            </Button>
          </>
        )}
      </div>
      <TabPanel key={chosen.id} id={chosen.id} className="tab-panel document-panel">
        {children}
      </TabPanel>
    </Tabs>
  );
}

interface MenuProps {
  pages: readonly Page[];
  page: Page;
  onAct: (verb: PageVerb, page: Page) => void;
}

function PageMenu({ pages, page, onAct }: MenuProps) {
  const place = pages.indexOf(page);
  const items: [PageVerb, string, boolean][] = [
    ['rename', words.renamePage, true],
    ['left', words.moveLeft, place > 0],
    ['right', words.moveRight, place < pages.length - 1],
    page.hidden ? ['unhide', words.unhide, true] : ['hide', words.hide, pages.length > 1],
    ['remove', words.removePage, pages.length > 1],
  ];
  return (
    <Menu aria-label={words.pageActions(page.name)} onAction={(verb) => onAct(verb as PageVerb, page)}>
      {items.map(
        ([verb, label, isOffered]) =>
          isOffered && (
            <MenuItem key={verb} id={verb} className="option">
              {label}
            </MenuItem>
          ),
      )}
    </Menu>
  );
}
