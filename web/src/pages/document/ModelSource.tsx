import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { documentQuery } from '../../api/documents';
import { documentsOfKindQuery } from '../../api/files';
import { toProblem } from '../../api/problems';
import { document as words } from '../../text/en/document';
import { QueryState } from '../../ui/QueryState';
import { Select } from '../../ui/Select';
import type { ChoiceProps } from './ListedSource';
import { SourceList } from './SourceList';

/** Chooses a data model that the member may see, but for the document itself, and then one of its elements. */
export function ModelSource({ chosen, onChoose, without }: ChoiceProps & { without: string }) {
  const models = useQuery(documentsOfKindQuery('data-model'));
  const [modelId, setModelId] = useState<string | null>(null);
  return (
    <QueryState query={models} explain={toProblem}>
      {(list) => {
        const choices = list
          .filter(({ id }) => id !== without)
          .map(({ id, name, path }) => ({ value: id, label: name, detail: path }));
        if (choices.length === 0) return <p className="muted">{words.noDataModels}</p>;
        return (
          <div className="source-choice">
            <Select
              label={words.dataModels}
              isRequired
              choices={choices}
              value={modelId}
              onChange={(id) => {
                setModelId(id);
                onChoose(undefined);
              }}
            />
            {modelId && <ModelElements modelId={modelId} chosen={chosen} onChoose={onChoose} />}
          </div>
        );
      }}
    </QueryState>
  );
}

function ModelElements({ modelId, chosen, onChoose }: ChoiceProps & { modelId: string }) {
  const model = useQuery(documentQuery(modelId));
  return (
    <QueryState query={model} explain={toProblem}>
      {({ content }) => (
        <SourceList
          label={words.elements}
          items={(content?.pages ?? []).flatMap((page) =>
            page.elements.map(({ id, name }) => ({ id, name, detail: page.name })),
          )}
          chosen={chosen?.source.elementId}
          onChoose={({ id, name }) =>
            onChoose({ name, source: { kind: 'data-model', documentId: modelId, elementId: id } })
          }
          nothing={words.noElements}
        />
      )}
    </QueryState>
  );
}
