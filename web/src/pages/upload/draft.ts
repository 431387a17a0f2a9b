import { useState } from 'react';
import type { Upload } from '../../api/uploads';
import { type Choices, choicesOf, NO_CHOICES } from './choices';

/** Where the table goes, as far as that was decided. */
export interface TargetDraft {
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
  target: { onReject: 'stop' },
  isRemembered: false,
  isDecided: false,
};

const key = (uploadId: string) => `writ:upload:${uploadId}`;

/** Keeps a draft for this tab, so that it is there when the page is opened again. */
export function keepDraft(uploadId: string, draft: Draft): void {
  sessionStorage.setItem(key(uploadId), JSON.stringify(draft));
}

/** The draft of an upload, which outlives the page; a new one begins with what is remembered of the source. */
export function useDraft(upload: Upload): [Draft, (draft: Draft) => void] {
  const { uploadId } = upload;
  const [draft, setDraft] = useState(() => keptDraft(uploadId) ?? firstDraft(upload));
  return [
    draft,
    (next) => {
      keepDraft(uploadId, next);
      setDraft(next);
    },
  ];
}

/** What an upload begins with. */
export function firstDraft({ remembered }: Pick<Upload, 'remembered'>): Draft {
  return remembered
    ? { ...NEW_DRAFT, choices: choicesOf(remembered.options), isRemembered: true }
    : NEW_DRAFT;
}

function keptDraft(uploadId: string): Draft | null {
  const kept = sessionStorage.getItem(key(uploadId));
  return kept === null ? null : (JSON.parse(kept) as Draft);
}
