import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type Branch, type InputTable, inputQuery, inputsKey, useInputChanges } from '../api/inputs';
import { toProblem } from '../api/problems';
import { type GridHandle, GridView } from '../grid/GridView';
import { useRefresh } from '../live/useTopic';
import { GoToRow } from '../tables/GoToRow';
import { input as words } from '../text/en/input';
import { formatCount } from '../text/format';
import { QueryState } from '../ui/QueryState';
import { Empty, Notice } from '../ui/State';
import { AsOfNote } from './AsOfNote';
import { type Desk, everything, isWhole, type PanelKind, type Selected, type View } from './desk';
import './input.css';
import { Panel } from './Panel';
import { SHOWN_ROWS } from './store';
import { Toolbar } from './Toolbar';
import { Unsettled } from './Unsettled';
import { useEdits } from './useEdits';
import { useRows } from './useRows';

interface Props {
  inputTableId: string;
  branch: Branch;
  /** Whether nothing can be changed here, whatever the member may do elsewhere. */
  isReadOnly?: boolean;
}

/** An input table with all that can be done with it. */
export function InputView({ inputTableId, branch, isReadOnly = false }: Props) {
  const query = useQuery(inputQuery(inputTableId, branch));
  useRefresh(`input/${inputTableId}`, [[...inputsKey, inputTableId]]);
  return (
    <QueryState query={query} explain={toProblem}>
      {(table) => <Table key={`${inputTableId} ${branch}`} table={table} isReadOnly={isReadOnly} />}
    </QueryState>
  );
}

const nowhere: Selected = {
  range: { top: 0, left: 0, bottom: 0, right: 0 },
  active: { row: 0, col: 0 },
};

function Table({ table, isReadOnly }: { table: InputTable; isReadOnly: boolean }) {
  const [view, show] = useState<View>(everything);
  const [panel, open] = useState<PanelKind>();
  const [selected, select] = useState(nowhere);
  const grid = useRef<GridHandle>(null);
  const changes = useInputChanges(table.inputTableId);
  const edits = useEdits(changes);
  const isPast = view.asOf !== undefined;
  const isLocked = isReadOnly || isPast || !table.mayEnter || table.entryBranch !== table.branch;
  const mayShape = !isReadOnly && !isPast && table.mayEdit && table.branch === 'draft';
  const rows = useRows(table, view, edits, isLocked);
  return (
    <div className="input-view">
      {table.problem && (
        <Notice tone="bad" title={table.problem.message}>
          {table.problem.hint && <p>{table.problem.hint}</p>}
        </Notice>
      )}
      <QueryState query={rows} explain={toProblem}>
        {(source) => {
          const desk: Desk = {
            ...{ table, source, edits, changes, isLocked, mayShape, selected, view, show, panel, open, grid },
            columns: source.all,
          };
          return (
            <>
              <Toolbar desk={desk} isReadOnly={isReadOnly} />
              <AsOfNote desk={desk} />
              <Unsettled desk={desk} />
              <div className="input-body">
                <Rows desk={desk} onSelect={(range, active) => select({ range, active })} />
                {panel && <Panel key={JSON.stringify(panel)} desk={desk} panel={panel} />}
              </div>
            </>
          );
        }}
      </QueryState>
    </div>
  );
}

function Rows({
  desk,
  onSelect,
}: {
  desk: Desk;
  onSelect: React.ComponentProps<typeof GridView>['onSelect'];
}) {
  const { source, table, grid, view } = desk;
  const [isGoing, setGoing] = useState(false);
  const { total } = source.store;
  if (source.columns.length === 0) return <Empty title={words.noColumns}>{words.noColumnsText}</Empty>;
  return (
    <div className="input-rows">
      {total > SHOWN_ROWS && (
        <Notice tone="info">{words.notAll(formatCount(SHOWN_ROWS), formatCount(total))}</Notice>
      )}
      <GridView
        source={source}
        label={table.name}
        onGoToRow={() => setGoing(true)}
        {...(onSelect && { onSelect })}
        handle={grid}
      />
      {isGoing && (
        <GoToRow
          rows={source.rowCount}
          onClose={() => setGoing(false)}
          onGo={(row) => {
            setGoing(false);
            grid.current?.goTo(row);
          }}
        />
      )}
      {total === 0 && !isWhole(view) && <p className="muted small">{words.noneMatch}</p>}
    </div>
  );
}
