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

/**
 * The draft of an upload, which outlives the page; a new one begins with what is remembered of the source. `into` is
 * the table that the member came from, to put the file into.
 */
export function useDraft(upload: Upload, into?: string): [Draft, (draft: Draft) => void] {
  const { uploadId } = upload;
  const [draft, setDraft] = useState(() => keptDraft(uploadId) ?? firstDraft(upload, into));
  return [
    draft,
    (next) => {
      keepDraft(uploadId, next);
      setDraft(next);
    },
  ];
}

/** What an upload begins with. */
export function firstDraft({ remembered }: Pick<Upload, 'remembered'>, into?: string): Draft {
  const draft = remembered
    ? { ...NEW_DRAFT, choices: choicesOf(remembered.options), isRemembered: true }
    : NEW_DRAFT;
  return into ? { ...draft, target: { ...draft.target, change: 'replace', tableId: into } } : draft;
}

function keptDraft(uploadId: string): Draft | null {
  const kept = sessionStorage.getItem(key(uploadId));
  return kept === null ? null : (JSON.parse(kept) as Draft);
}
