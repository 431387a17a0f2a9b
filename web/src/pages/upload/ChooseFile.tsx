import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { type DropItem, DropZone, FileTrigger, Text } from 'react-aria-components';
import type { Problem } from '../../api/problems';
import { upload as words } from '../../text/en/upload';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/State';

interface Props {
  onChoose: (file: File) => void;
  isPending: boolean;
  problem: Problem | null;
}

/** Takes a file by drop, paste or the system's own dialog, and refuses an empty one at once. */
export function ChooseFile({ onChoose, isPending, problem }: Props) {
  const [refusal, setRefusal] = useState('');
  function take(file: File | undefined) {
    if (!file) return;
    setRefusal(file.size === 0 ? words.emptyFile(file.name) : '');
    if (file.size > 0) onChoose(file);
  }
  async function drop(items: DropItem[]) {
    const files = items.filter((item) => item.kind === 'file');
    if (files.length > 1) setRefusal(words.oneFile);
    else take(await files[0]?.getFile());
  }
  return (
    <>
      <DropZone className="drop-zone" onDrop={({ items }) => void drop(items)}>
        <FileUp aria-hidden size={28} strokeWidth={1.5} />
        <Text slot="label" className="state-title">
          {words.drop}
        </Text>
        <FileTrigger onSelect={(files) => take(files?.[0])}>
          <Button look="primary" isPending={isPending}>
            {words.choose}
          </Button>
        </FileTrigger>
        <p className="muted">{words.formats}</p>
        <p className="muted">{words.exact}</p>
      </DropZone>
      {refusal && <Notice tone="bad">{refusal}</Notice>}
      {problem && (
        <Notice tone="bad" title={problem.message}>
          {problem.hint && <p>{problem.hint}</p>}
        </Notice>
      )}
    </>
  );
}
