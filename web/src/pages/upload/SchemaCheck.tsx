import { useEffect } from 'react';
import { toProblem } from '../../api/problems';
import { useSchemaChanges } from '../../api/reading';
import type { Upload } from '../../api/uploads';
import { upload as words } from '../../text/en/upload';
import { QueryState } from '../../ui/QueryState';
import { Notice } from '../../ui/State';
import { Checkbox } from '../../ui/Toggle';
import { importOptions } from './choices';
import type { Draft, TargetDraft } from './draft';
import { SchemaTable } from './SchemaTable';
import { mayGoOn } from './schema';

interface Props {
  upload: Upload;
  draft: Draft;
  onChange: (change: Partial<TargetDraft>) => void;
  /** Tells whether the import may start as far as the columns are concerned. */
  onAcceptable: (isAcceptable: boolean) => void;
}

/** What the file would do to the columns of the table it goes into, to be accepted before it does. */
export function SchemaCheck(props: Props) {
  const { tableId, change } = props.draft.target;
  if (!tableId || change === 'create') return null;
  return <Check key={`${tableId} ${change}`} {...props} into={{ tableId, change }} />;
}

function Check({ upload, draft, into, onChange, onAcceptable }: Props & { into: Into }) {
  const query = useSchemaChanges(upload, importOptions(draft.choices), into);
  const { isAccepted = false } = draft.target;
  const isAcceptable = query.data !== undefined && mayGoOn(query.data, isAccepted);
  useEffect(() => onAcceptable(isAcceptable), [isAcceptable, onAcceptable]);
  return (
    <QueryState query={query} explain={toProblem}>
      {(changes) =>
        changes.length === 0 ? (
          <Notice tone="ok">{words.sameColumns}</Notice>
        ) : (
          <section className="stack schema-changes" aria-label={words.schemaChanges}>
            <h3>{words.schemaChanges}</h3>
            <SchemaTable changes={changes} isReplaced={into.change === 'replace'} />
            {changes.some(({ refused }) => refused) ? (
              <Notice tone="bad">{words.schemaRefused}</Notice>
            ) : (
              <Checkbox isSelected={isAccepted} onChange={(on) => onChange({ isAccepted: on })}>
                {words.acceptSchema}
              </Checkbox>
            )}
          </section>
        )
      }
    </QueryState>
  );
}

type Into = Parameters<typeof useSchemaChanges>[2];
