import {
  Boxes,
  Clock,
  Database,
  Folder,
  House,
  Library,
  type LucideIcon,
  NotebookText,
  Star,
  Trash2,
  Users,
} from 'lucide-react';

const icons: Readonly<Record<string, LucideIcon>> = {
  workspace: Library,
  workspaces: Library,
  folder: Folder,
  home: House,
  shared: Users,
  recent: Clock,
  favorites: Star,
  trash: Trash2,
  workbook: NotebookText,
  'data-model': Boxes,
  dataset: Database,
};

/** The icon of a kind of file, or of a place. What it shows always stands beside it in words. */
export function KindIcon({ kind, size = 16 }: { kind: string; size?: number }) {
  const Icon = icons[kind];
  return Icon ? <Icon aria-hidden size={size} className={`kind-icon ${kind}`} /> : null;
}
