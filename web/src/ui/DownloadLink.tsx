import { Download } from 'lucide-react';
import type { ReactNode } from 'react';

export interface DownloadLinkProps {
  href: string;
  fileName: string;
  /** The accessible name where the visible words are short; it begins with them. */
  name?: string;
  children: ReactNode;
}

/** A link to a file that the browser saves; it looks like a button. */
export function DownloadLink({ href, fileName, name, children }: DownloadLinkProps) {
  return (
    <a className="button plain" href={href} download={fileName} aria-label={name} title={name}>
      <Download aria-hidden size={16} />
      {children}
    </a>
  );
}
