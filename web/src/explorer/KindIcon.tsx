import { Columns3, Database, Eye, Folder, Table2, TriangleAlert } from 'lucide-react';
import type { Node } from './tree';

const icons = {
  database: Database,
  schema: Folder,
  table: Table2,
  view: Eye,
  column: Columns3,
  failed: TriangleAlert,
};

/** What kind of object a line of the explorer is, as a picture beside its name. */
export function KindIcon({ kind }: { kind: Node['kind'] }) {
  if (kind === 'loading' || kind === 'nothing') return null;
  const Icon = icons[kind];
  return <Icon aria-hidden size={15} className="tree-icon" />;
}
