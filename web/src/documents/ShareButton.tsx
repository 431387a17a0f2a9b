import { Users } from 'lucide-react';
import type { File } from '../api/files';
import { documents as words } from '../text/en/documents';
import { Button } from '../ui/Button';
import { may } from './kinds';

interface Props {
  file: File;
  onShare: () => void;
}

/** Opens who has access to a file; only for those who decide about it. */
export function ShareButton({ file, onShare }: Props) {
  if (!may(file, 'share')) return null;
  return (
    <Button icon={<Users aria-hidden size={16} />} onPress={onShare}>
      {words.share}
    </Button>
  );
}
