import { type ReactNode, useEffect } from 'react';
import { TitleEdit } from './TitleEdit';

/** The one h1 of a page, its actions, and the title of the browser's tab. */
export function PageHeader({
  title,
  children,
  actions,
  rename,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Lets the title be changed in place; `label` is what the field is called. */
  rename?: { label: string; run: (title: string) => Promise<unknown> } | undefined;
}) {
  useEffect(() => {
    document.title = `${title} – Writ`;
  }, [title]);
  return (
    <div className="page-header">
      <div className="page-header-text">
        {rename ? (
          <TitleEdit title={title} label={rename.label} onRename={rename.run} />
        ) : (
          <h1 tabIndex={-1}>{title}</h1>
        )}
        {children && <div className="muted">{children}</div>}
      </div>
      {actions && <div className="row">{actions}</div>}
    </div>
  );
}
