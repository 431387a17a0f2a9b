import { useState } from 'react';
import type { Content, Element, Page } from '../../api/documents';
import type { InputMode } from '../../api/inputs';
import { NameDialog } from '../../documents/NameDialog';
import { EntryMode } from '../../inputs/EntryMode';
import { document as words } from '../../text/en/document';
import { documents } from '../../text/en/documents';
import { toast } from '../../ui/Toast';
import * as edit from './content';
import type { ElementVerb } from './ElementMenu';
import type { PageVerb } from './PageTabs';
import type { Editing } from './useDraft';

type Asked = { page: Page } | { element: Element } | { entry: Element };

/** What editors do with pages and elements; removing can be undone while its message is shown. */
export function usePageEdits({ content, change }: Editing, choose: (pageId: string) => void) {
  const [asked, setAsked] = useState<Asked>();

  function removed(next: Content, said: string) {
    change(next);
    toast(said, 'ok', { label: documents.undo, run: () => change(content) });
  }

  function actOnPage(verb: PageVerb, page: Page) {
    switch (verb) {
      case 'rename':
        return setAsked({ page });
      case 'left':
        return change(edit.movePage(content, page.id, -1));
      case 'right':
        return change(edit.movePage(content, page.id, 1));
      case 'hide':
        return change(edit.hidePage(content, page.id, true));
      case 'unhide':
        return change(edit.hidePage(content, page.id, false));
      case 'remove':
        return removed(edit.removePage(content, page.id), words.pageRemoved(page.name));
    }
  }

  function actOnElement(verb: ElementVerb, element: Element) {
    switch (verb) {
      case 'rename':
        return setAsked({ element });
      case 'entry':
        return setAsked({ entry: element });
      case 'up':
        return change(edit.moveElement(content, element.id, -1));
      case 'down':
        return change(edit.moveElement(content, element.id, 1));
      case 'remove':
        return removed(edit.removeElement(content, element.id), words.elementRemoved(element.name));
    }
  }

  function addPage() {
    const id = edit.newId();
    change(edit.addPage(content, id, edit.freshName(content, words.page)));
    choose(id);
  }

  const rename = async (name: string) => {
    if (!asked || 'entry' in asked) return;
    change(
      'page' in asked
        ? edit.renamePage(content, asked.page.id, name)
        : edit.renameElement(content, asked.element.id, name),
    );
  };
  const dialog = asked && !('entry' in asked) && (
    <NameDialog
      title={
        'page' in asked
          ? words.renamePageTitle(asked.page.name)
          : words.renameElementTitle(asked.element.name)
      }
      label={'page' in asked ? words.pageName : words.elementName}
      action={documents.rename}
      name={'page' in asked ? asked.page.name : asked.element.name}
      run={rename}
      onClose={() => setAsked(undefined)}
    />
  );
  const entry = asked && 'entry' in asked && (
    <EntryMode
      name={asked.entry.name}
      mode={(asked.entry.inputMode ?? 'edit') as InputMode}
      onChoose={(mode) => change(edit.setInputMode(content, asked.entry.id, mode))}
      onClose={() => setAsked(undefined)}
    />
  );
  const add = (page: Page, element: Element) => change(edit.addElement(content, page.id, element));
  return { actOnPage, actOnElement, addPage, add, dialog: entry || dialog };
}
