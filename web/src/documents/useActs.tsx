import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type File, useFileChanges, useHomeId } from '../api/files';
import { documents as words } from '../text/en/documents';
import { formatCount } from '../text/format';
import { toast } from '../ui/Toast';
import { ActDialog, type Asked } from './ActDialog';
import type { Target } from './ChooseFolder';
import { isFolderKind, type Verb } from './kinds';
import { type Outcome, oneByOne } from './oneByOne';
import { what } from './what';

/** Does with files what the menus and keys offer, and says what was done; `dialog` is what has to be asked first. */
export function useActs() {
  const [asked, setAsked] = useState<Asked>();
  const changes = useFileChanges();
  const open = useOpenFile();
  const home = useHomeId() ?? '';
  const idOf = ({ key }: Target) => (key === 'home' ? home : key);

  async function restore(files: readonly File[]) {
    report(await oneByOne(files, ({ id }) => changes.restore(id)), files, words.restored(what(files)));
  }

  async function trash(files: readonly File[]) {
    const outcome = await oneByOne(files, ({ id }) => changes.trash(id));
    const undo = { label: words.undo, run: () => void restore(outcome.done) };
    report(outcome, files, words.trashed(what(files)), undo);
  }

  async function favor(files: readonly File[], on: boolean) {
    const said = on ? words.favored(what(files)) : words.unfavored(what(files));
    report(await oneByOne(files, ({ id }) => changes.favor(id, on)), files, said);
  }

  async function move(files: readonly File[], to: Target) {
    const outcome = await oneByOne(files, ({ id }) => changes.move(id, idOf(to)));
    const back = () => oneByOne(outcome.done, ({ id, parentId }) => changes.move(id, parentId ?? home));
    const undo = { label: words.undo, run: () => void back() };
    report(outcome, files, words.moved(what(files), to.name), undo);
  }

  async function copy(files: readonly File[], to: Target) {
    report(
      await oneByOne(files, ({ id }) => changes.copy(id, idOf(to))),
      files,
      words.copied(what(files), to.name),
    );
  }

  function act(verb: Verb, files: readonly File[]): void {
    const [first] = files;
    if (!first) return;
    if (verb === 'open') open(first);
    else if (verb === 'trash') void trash(files);
    else if (verb === 'restore') void restore(files);
    else if (verb === 'favorite' || verb === 'unfavorite') void favor(files, verb === 'favorite');
    else setAsked({ verb, files: [first, ...files.slice(1)] });
  }

  const dialog = asked && (
    <ActDialog
      asked={asked}
      changes={changes}
      onMove={move}
      onCopy={copy}
      onClose={() => setAsked(undefined)}
    />
  );
  return { act, move, dialog };
}

/** Leads to a folder or a document. */
export function useOpenFile(): (file: Pick<File, 'id' | 'type'>) => void {
  const navigate = useNavigate();
  return ({ id, type }) =>
    void (isFolderKind(type)
      ? navigate({ to: '/f/$folderId', params: { folderId: id } })
      : navigate({ to: '/w/$documentId', params: { documentId: id } }));
}

function report(
  { done, problem }: Outcome<File>,
  files: readonly File[],
  said: string,
  undo?: { label: string; run: () => void },
): void {
  const reason = problem?.message ?? '';
  if (!problem) toast(said, 'ok', undo);
  else if (done.length === 0) toast(reason, 'bad');
  else toast(words.partly(formatCount(done.length), formatCount(files.length), reason), 'bad');
}
