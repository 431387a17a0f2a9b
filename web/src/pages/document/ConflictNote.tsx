import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Document, draftQuery, saveDraft } from '../../api/documents';
import { useFileChanges } from '../../api/files';
import { toProblem } from '../../api/problems';
import { document as words } from '../../text/en/document';
import { formatAge } from '../../text/format';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';
import type { Editing } from './useDraft';

interface Props {
  document: Document;
  editing: Editing;
}

/** Explains why changes are not saved, and what can be done; nothing while they are. */
export function ConflictNote({ document, editing }: Props) {
  const { state, again } = editing;
  if (state.is === 'conflict') return <Conflict document={document} editing={editing} />;
  if (state.is !== 'refused') return null;
  return (
    <Notice tone="bad" title={words.refused}>
      <p>{state.problem.message}</p>
      {state.problem.hint && <p>{state.problem.hint}</p>}
      <div className="row">
        <Button onPress={again}>{words.again}</Button>
        <Reload document={document} editing={editing} />
      </div>
    </Notice>
  );
}

/** Somebody else saved first. Their draft and ours both stay until people choose. */
function Conflict({ document, editing }: Props) {
  const theirs = useQuery({ ...draftQuery(document.id), staleTime: 0 });
  const by = theirs.data && theirs.data.version > editing.version ? theirs.data : undefined;
  return (
    <Notice tone="bad" title={words.conflictTitle}>
      {by && <p>{words.conflictBy(by.updatedBy.name, formatAge(by.updatedAt, Date.now()))}</p>}
      <p>{words.conflictText}</p>
      <div className="row">
        <Reload document={document} editing={editing} />
        <KeepCopy document={document} editing={editing} />
      </div>
    </Notice>
  );
}

/** Shows the draft that the server has. */
function Reload({ document, editing }: Props) {
  const queries = useQueryClient();
  const [isPending, setPending] = useState(false);
  async function reload() {
    setPending(true);
    try {
      editing.take(await queries.fetchQuery({ ...draftQuery(document.id), staleTime: 0 }));
    } catch (error) {
      toast(toProblem(error).message, 'bad');
      setPending(false);
    }
  }
  return (
    <Button isPending={isPending} onPress={() => void reload()}>
      {words.reload}
    </Button>
  );
}

/** Makes a document of its own in My documents out of what was changed here. */
function KeepCopy({ document, editing }: Props) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { create } = useFileChanges();
  const [isPending, setPending] = useState(false);
  async function keep() {
    setPending(true);
    try {
      const name = words.copyName(document.name);
      const { type } = document;
      const copy = await create({ type, name });
      const fresh = await queries.fetchQuery(draftQuery(copy.id));
      await saveDraft(copy.id, editing.content, fresh.version);
      editing.take(await queries.fetchQuery({ ...draftQuery(document.id), staleTime: 0 }));
      toast(words.copyDone(name));
      void navigate({ to: '/w/$documentId', params: { documentId: copy.id } });
    } catch (error) {
      toast(toProblem(error).message, 'bad');
      setPending(false);
    }
  }
  return (
    <Button look="primary" isPending={isPending} onPress={() => void keep()}>
      {words.keepCopy}
    </Button>
  );
}
