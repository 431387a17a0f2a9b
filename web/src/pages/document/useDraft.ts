import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { type Content, type Draft, draftQuery, saveDraft } from '../../api/documents';
import { document as words } from '../../text/en/document';
import { Autosave, type SaveState } from './autosave';

/** The draft of a document as it is being edited. */
export interface Editing {
  readonly content: Content;
  readonly state: SaveState;
  /** Of the draft that the server has. */
  readonly version: number;
  /** Takes a change and saves it. */
  readonly change: (content: Content) => void;
  readonly again: () => void;
  /** Shows a draft of the server in place of what was changed here. */
  readonly take: (draft: Draft) => void;
}

/** Edits a draft. `latest` is the newest that is known to be with the server; it is followed while nothing is unsaved. */
export function useDraft(documentId: string, latest: Draft): Editing {
  const queries = useQueryClient();
  const [{ autosave, subscribe }] = useState(() => {
    const autosave = new Autosave<Content>(latest, async (content, version) => {
      const draft = await saveDraft(documentId, content, version);
      queries.setQueryData(draftQuery(documentId).queryKey, draft);
      return draft.version;
    });
    return { autosave, subscribe: (listener: () => void) => autosave.watch(listener) };
  });
  const content = useSyncExternalStore(subscribe, () => autosave.content);
  const state = useSyncExternalStore(subscribe, () => autosave.state);
  useEffect(() => autosave.follow(latest), [autosave, latest]);
  useBlocker({
    // It is asked before a change of the state has been drawn.
    shouldBlockFn: () => wouldLose(autosave.state) && !window.confirm(words.leave),
    enableBeforeUnload: () => state.is !== 'saved',
  });
  return {
    content,
    state,
    version: autosave.version,
    change: (next) => autosave.change(next),
    again: () => autosave.again(),
    take: (draft) => autosave.take(draft),
  };
}

/** Whether changes would be lost; what is being saved goes on without the page. */
function wouldLose({ is }: SaveState): boolean {
  return is !== 'saved' && is !== 'saving';
}
