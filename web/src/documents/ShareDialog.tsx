import type { File } from '../api/files';
import { Sharing } from '../sharing/Sharing';
import { common } from '../text/en/common';
import { documents as words } from '../text/en/documents';
import { Button } from '../ui/Button';
import { CopyBlock } from '../ui/Copy';
import { Dialog } from '../ui/Dialog';
import { isFolderKind } from './kinds';

/** Who has access to a file, giving it, and the address to pass on. */
export function ShareDialog({ file: { id, name, type }, onClose }: { file: File; onClose: () => void }) {
  const address = `${location.origin}/${isFolderKind(type) ? 'f' : 'w'}/${id}`;
  return (
    <Dialog
      title={words.shareName(name)}
      isOpen
      wide
      onClose={onClose}
      actions={<Button onPress={onClose}>{common.close}</Button>}
    >
      <Sharing file={{ id, name, type }} />
      <p>{words.shareAddress}</p>
      <CopyBlock text={address} label={words.address} />
    </Dialog>
  );
}
