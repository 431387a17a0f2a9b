import { ChevronRight, Users } from 'lucide-react';
import { Button, Collection, type Key, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import { explorer as text } from '../text/en/explorer';
import { Loading } from '../ui/State';
import './explorer.css';
import { Freshness } from './Freshness';
import { KindIcon } from './KindIcon';
import { isObject, keyOf, type Node } from './tree';
import { useBranches } from './useBranches';

interface ObjectTreeProps {
  connectionId: string;
  chosen: readonly string[] | undefined;
  onChoose: (path: readonly string[]) => void;
  /** Opens data access on a database or schema; undefined for whoever does not decide on it. */
  onShare: ((path: readonly string[]) => void) | undefined;
}

/** The objects of a connection as a tree; what lies below a branch is asked for when it is opened. */
export function ObjectTree({ connectionId, chosen, onChoose, onShare }: ObjectTreeProps) {
  const { nodes, kinds, setOpen, asOf, refresh, retry } = useBranches(connectionId, chosen);
  const act = (node: Node) => {
    if (node.kind === 'failed') retry(node.path);
    else if (isObject(node.kind) || node.kind === 'column') onChoose(node.path);
    else setOpen(toggled(kinds, node));
  };
  if (nodes[0]?.kind === 'loading') return <Loading />;
  return (
    <>
      <Tree
        className="tree explorer-tree"
        aria-label={text.browse}
        items={nodes}
        expandedKeys={[...kinds.keys()]}
        onExpandedChange={(keys) => setOpen(kept(kinds, nodes, keys))}
      >
        {(node) => <Branch node={node} chosen={chosen && keyOf(chosen)} onAction={act} onShare={onShare} />}
      </Tree>
      <Freshness asOf={asOf} onRefresh={refresh} />
    </>
  );
}

interface BranchProps {
  node: Node;
  chosen: string | undefined;
  onAction: (node: Node) => void;
  onShare: ObjectTreeProps['onShare'];
}

function Branch({ node, chosen, onAction, onShare }: BranchProps) {
  const name = nameOf(node);
  return (
    <TreeItem
      id={node.key}
      className={node.key === chosen ? 'tree-item chosen' : 'tree-item'}
      textValue={name}
      onAction={() => onAction(node)}
    >
      <TreeItemContent>
        <div className="tree-row">
          {node.isBranch ? (
            <Button slot="chevron" className="tree-chevron">
              <ChevronRight aria-hidden size={15} />
            </Button>
          ) : (
            <span className="tree-chevron" />
          )}
          <KindIcon kind={node.kind} />
          <span className={isPlaceholder(node) ? 'tree-label muted' : 'tree-label'}>{name}</span>
          {onShare && isScope(node) && (
            <Button
              className="tree-share"
              aria-label={text.dataAccessOn(name)}
              onPress={() => onShare(node.path)}
            >
              <Users aria-hidden size={15} />
            </Button>
          )}
          {node.kind === 'column' && <span className="tree-note">{node.note}</span>}
        </div>
      </TreeItemContent>
      <Collection items={node.children}>
        {(child) => <Branch node={child} chosen={chosen} onAction={onAction} onShare={onShare} />}
      </Collection>
    </TreeItem>
  );
}

function isScope({ kind }: Node): boolean {
  return kind === 'database' || kind === 'schema';
}

function isPlaceholder({ kind }: Node): boolean {
  return kind === 'loading' || kind === 'failed' || kind === 'nothing';
}

function nameOf(node: Node): string {
  if (node.kind === 'loading') return text.loading;
  if (node.kind === 'nothing') return text.nothing;
  if (node.kind === 'failed') return text.failed(node.note);
  return node.name;
}

type Kinds = ReadonlyMap<string, Node['kind']>;

function toggled(kinds: Kinds, node: Node): Kinds {
  const next = new Map(kinds);
  if (!next.delete(node.key)) next.set(node.key, node.kind);
  return next;
}

// React Aria tells which keys are open; the kind of a newly opened one is in the tree.
function kept(kinds: Kinds, nodes: readonly Node[], keys: ReadonlySet<Key>): Kinds {
  const all = new Map(flat(nodes).map((node) => [node.key, node.kind]));
  return new Map([...keys].map(String).map((key) => [key, kinds.get(key) ?? all.get(key) ?? 'schema']));
}

function flat(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...flat(node.children)]);
}
