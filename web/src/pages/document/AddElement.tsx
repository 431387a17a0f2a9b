import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Document, Element, Source } from '../../api/documents';
import type { InputTable } from '../../api/inputs';
import { useMay } from '../../api/session';
import { NewInput } from '../../inputs/NewInput';
import { common } from '../../text/en/common';
import { document as words } from '../../text/en/document';
import { Button, LinkButton } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { type TabEntry, Tabs } from '../../ui/Tabs';
import { newId } from './content';
import { DatasetSource, TableSource } from './ListedSource';
import { ModelSource } from './ModelSource';
import { WarehouseSource } from './WarehouseSource';

interface Props {
  document: Document;
  /** Nothing more can be added: a dataset is one element. */
  isFull: boolean;
  onAdd: (element: Element) => void;
  /** Told when an input table was made, whose element is in the draft of the server. */
  onMade: (table: InputTable) => Promise<unknown>;
}

/** Where the rows of a new element come from, and what it is called at first. */
export interface Chosen {
  source: Source;
  name: string;
}

/** Adds an element to the page. */
export function AddElement({ document, isFull, onAdd, onMade }: Props) {
  const [isOpen, setOpen] = useState(false);
  if (isFull) return <p className="muted small">{words.datasetFull}</p>;
  return (
    <>
      <Button icon={<Plus aria-hidden size={16} />} onPress={() => setOpen(true)}>
        {words.add}
      </Button>
      {isOpen && (
        <AddDialog
          document={document}
          onAdd={({ source, name }) => {
            setOpen(false);
            onAdd({ id: newId(), kind: 'table', name, source });
          }}
          onMade={(table) => onMade(table).then(() => setOpen(false))}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

interface DialogProps {
  document: Document;
  onAdd: (chosen: Chosen) => void;
  onMade: Props['onMade'];
  onClose: () => void;
}

function AddDialog({ document, onAdd, onMade, onClose }: DialogProps) {
  const [chosen, setChosen] = useState<Chosen>();
  const [isInput, setInput] = useState(false);
  const mayUpload = useMay('uploadCSV');
  const mayMakeInputs = useMay('createInputTables') && document.type !== 'dataset';
  const choose = { chosen, onChoose: setChosen };
  const tabs: TabEntry[] = [
    { id: 'table', title: words.from.table, content: <TableSource {...choose} /> },
    { id: 'warehouse', title: words.from.warehouse, content: <WarehouseSource {...choose} /> },
    {
      id: 'dataset',
      title: words.from.dataset,
      content: <DatasetSource {...choose} without={document.id} />,
    },
    {
      id: 'model',
      title: words.from['data-model'],
      content: <ModelSource {...choose} without={document.id} />,
    },
  ];
  if (mayUpload) {
    tabs.unshift({
      id: 'upload',
      title: words.from.upload,
      content: <UploadSource documentId={document.id} />,
    });
  }
  if (mayMakeInputs) {
    tabs.push({
      id: 'input',
      title: words.from.input,
      content: <NewInput documentId={document.id} onMade={onMade} onClose={onClose} />,
    });
  }
  return (
    <Dialog
      title={words.addTitle}
      isOpen
      onClose={onClose}
      wide
      actions={
        !isInput && (
          <>
            <Button onPress={onClose}>{common.cancel}</Button>
            <Button look="primary" isDisabled={!chosen} onPress={() => chosen && onAdd(chosen)}>
              {words.addAction}
            </Button>
          </>
        )
      }
    >
      <Tabs
        label={words.addFrom}
        tabs={tabs}
        onChange={(tab) => {
          setChosen(undefined);
          setInput(tab === 'input');
        }}
      />
    </Dialog>
  );
}

function UploadSource({ documentId }: { documentId: string }) {
  return (
    <div className="stack">
      <p>{words.uploadText}</p>
      <div>
        <LinkButton to="/upload" search={{ document: documentId }} look="primary">
          {words.chooseFile}
        </LinkButton>
      </div>
    </div>
  );
}
