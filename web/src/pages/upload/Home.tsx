import { useQuery } from '@tanstack/react-query';
import { Folder } from 'lucide-react';
import { useState } from 'react';
import { fileQuery } from '../../api/files';
import { ChooseFolder } from '../../documents/ChooseFolder';
import { documents } from '../../text/en/documents';
import { upload as words } from '../../text/en/upload';
import { Button } from '../../ui/Button';
import type { TargetDraft } from './draft';

interface Props {
  target: TargetDraft;
  onChange: (change: Partial<TargetDraft>) => void;
}

/** The folder or document that the new table goes into; the folder can be changed. */
export function Home({ target: { folderId, documentId }, onChange }: Props) {
  const [isAsking, setAsking] = useState(false);
  const id = documentId ?? folderId;
  const file = useQuery({ ...fileQuery(id ?? ''), enabled: id !== undefined });
  const name = id === undefined ? documents.places.home : (file.data?.name ?? '…');
  return (
    <div className="field">
      <span className="field-label">{documentId ? words.intoDocument : words.intoFolder}</span>
      {documentId ? (
        <span className="target-document wrap-anywhere">{name}</span>
      ) : (
        <Button
          icon={<Folder aria-hidden size={15} />}
          aria-label={words.changeFolder(name)}
          onPress={() => setAsking(true)}
        >
          <span className="clip">{name}</span>
        </Button>
      )}
      {isAsking && (
        <ChooseFolder
          title={documents.chooseFolder}
          action={words.chooseFolder}
          start={{ key: folderId ?? 'home', name }}
          toSee={file.data?.parents.map((parent) => parent.id) ?? []}
          run={async ({ key }) => onChange({ folderId: key === 'home' ? undefined : key })}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
