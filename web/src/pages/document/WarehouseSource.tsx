import { useState } from 'react';
import { toProblem } from '../../api/problems';
import { ObjectTree } from '../../explorer/ObjectTree';
import { useConnections } from '../../explorer/queries';
import { document as words } from '../../text/en/document';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import type { ChoiceProps } from './ListedSource';

/** Chooses a table or view of a warehouse, in the tree of the explorer. */
export function WarehouseSource({ chosen, onChoose }: ChoiceProps) {
  const connections = useConnections();
  const [connectionId, setConnectionId] = useState<string>();
  return (
    <QueryState query={connections} explain={toProblem}>
      {(list) => {
        const [first] = list;
        if (!first) return <p className="muted">{words.noConnections}</p>;
        const at = connectionId ?? first.connectionId;
        return (
          <div className="source-choice">
            {list.length > 1 && (
              <Select
                label={words.connection}
                isRequired
                choices={list.map((one) => ({ value: one.connectionId, label: one.name }))}
                value={at}
                onChange={(id) => {
                  setConnectionId(id);
                  onChoose(undefined);
                }}
              />
            )}
            <div className="source-tree">
              <ObjectTree
                key={at}
                connectionId={at}
                chosen={chosen?.source.path}
                onChoose={(path) =>
                  onChoose({
                    name: path.at(-1) ?? '',
                    source: { kind: 'warehouse-table', connectionId: at, path: [...path] },
                  })
                }
                onShare={undefined}
              />
            </div>
            {chosen && (
              <p className="muted small wrap-anywhere" role="status">
                {chosen.source.path?.join('.')}
              </p>
            )}
          </div>
        );
      }}
    </QueryState>
  );
}
