import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface Props {
  file: { id: string; type: string };
  onFollow?: () => void;
  children: ReactNode;
}

/** Leads to a folder or a document. */
export function FileLink({ file: { id, type }, onFollow, children }: Props) {
  const rest = onFollow ? { onClick: onFollow } : {};
  if (type === 'workspace' || type === 'folder')
    return (
      <Link to="/f/$folderId" params={{ folderId: id }} {...rest}>
        {children}
      </Link>
    );
  return (
    <Link to="/w/$documentId" params={{ documentId: id }} {...rest}>
      {children}
    </Link>
  );
}
