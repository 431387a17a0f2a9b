import { useState } from 'react';
import type { ImportRequest, Upload } from '../../api/uploads';
import { type Choices, choicesOf, NO_CHOICES } from './choices';

/** What a file does: it makes a table, or changes one. */
export type Change = NonNullable<ImportRequest['change']>;

/** What the file does and where its rows go, as far as that was decided. */
export interface TargetDraft {
  readonly change: Change;
  /** The table that is changed. */
  readonly tableId?: string | undefined;
  /** For upsert: the names of the columns by which two rows are the same. */
  readonly key?: readonly string[];
  /** What the file does to the columns of the table is accepted. */
  readonly isAccepted?: boolean;
  readonly name?: string;
  /** Where a new table goes: into a folder, as a workbook of its own, or into a document; neither is My documents. */
  readonly folderId?: string | undefined;
  readonly documentId?: string | undefined;
  readonly connectionId?: string;
  readonly destinationId?: string | undefined;
  readonly onReject: 'stop' | 'load';
  /** With load: more rejected rows than this stop the import; undefined: any number may be. */
  readonly maxRejects?: number | undefined;
}

/** Everything a member decided about an upload before its import. */
export interface Draft {
  readonly choices: Choices;
  readonly target: TargetDraft;
  /** The choices began with those of an earlier file of the same source. */
  readonly isRemembered: boolean;
  /** Import as soon as the file has arrived: everything was decided for the same file before. */
  readonly isDecided: boolean;
}

export const NEW_DRAFT: Draft = {
  choices: NO_CHOICES,
  target: { change: 'create', onReject: 'stop' },
  isRemembered: false,
  isDecided: false,
};

const key = (uploadId: string) => `writ:upload:${uploadId}`;

/** Keeps a draft for this tab, so that it is there when the page is opened again. */
export function keepDraft(uploadId: string, draft: Draft): void {
  sessionStorage.setItem(key(uploadId), JSON.stringify(draft));
}

/** Where the member came from, to put the file there: a table to change, a folder or a document. */
export interface Origin {
  readonly into?: string;
  readonly folder?: string;
  readonly document?: string;
}

/** The draft of an upload, which outlives the page; a new one begins with what is remembered of the source. */
export function useDraft(upload: Upload, origin: Origin): [Draft, (draft: Draft) => void] {
  const { uploadId } = upload;
  const [draft, setDraft] = useState(() => keptDraft(uploadId) ?? firstDraft(upload, origin));
  return [
    draft,
    (next) => {
      keepDraft(uploadId, next);
      setDraft(next);
    },
  ];
}

/** What an upload begins with. */
export function firstDraft({ remembered }: Pick<Upload, 'remembered'>, origin: Origin = {}): Draft {
  const { into, folder, document } = origin;
  const draft = remembered
    ? { ...NEW_DRAFT, choices: choicesOf(remembered.options), isRemembered: true }
    : NEW_DRAFT;
  if (into) return { ...draft, target: { ...draft.target, change: 'replace', tableId: into } };
  if (document) return { ...draft, target: { ...draft.target, documentId: document } };
  return folder ? { ...draft, target: { ...draft.target, folderId: folder } } : draft;
}

function keptDraft(uploadId: string): Draft | null {
  const kept = sessionStorage.getItem(key(uploadId));
  return kept === null ? null : (JSON.parse(kept) as Draft);
}
