import { useQuery } from '@tanstack/react-query';
import { Maximize2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Element, ElementState, Page } from '../../api/documents';
import { tableQuery } from '../../api/tables';
import { SendMenu } from '../../delivery/SendMenu';
import { document as words } from '../../text/en/document';
import { LinkButton } from '../../ui/Button';
import { Empty, Notice } from '../../ui/State';
import { ElementBody } from './ElementBody';
import { ElementMenu, type ElementVerb } from './ElementMenu';

interface Props {
  page: Page;
  /** How the elements stand, as far as that is known. */
  states: readonly ElementState[];
  /** For editors of a draft. */
  edit?: { onAct: (verb: ElementVerb, element: Element) => void };
  add?: ReactNode;
}

/** The elements of a page, one below the other; a single one has the page to itself. */
export function Elements({ page, states, edit, add }: Props) {
  const { elements } = page;
  if (elements.length === 0) {
    return (
      <Empty title={words.emptyTitle} action={add}>
        {add ? words.emptyEdit : words.emptyRead}
      </Empty>
    );
  }
  return (
    <div className={elements.length === 1 ? 'elements single' : 'elements'}>
      {elements.map((element, i) => (
        <section key={element.id} className="element" aria-label={element.name}>
          <div className="element-head">
            <h2 className="clip">{element.name}</h2>
            <span className="muted small">{words.sources[element.source.kind]}</span>
            <div className="row element-actions">
              {element.source.tableId && <Send tableId={element.source.tableId} />}
              {element.source.tableId && <FullScreen element={element} tableId={element.source.tableId} />}
              {element.source.inputTableId && (
                <LinkButton
                  look="quiet"
                  to="/i/$inputTableId"
                  params={{ inputTableId: element.source.inputTableId }}
                  search={{ branch: edit ? 'draft' : 'published' }}
                  icon={<Maximize2 aria-hidden size={15} />}
                  aria-label={words.openFullName(element.name)}
                >
                  {words.openFull}
                </LinkButton>
              )}
              {edit && (
                <ElementMenu
                  element={element}
                  isFirst={i === 0}
                  isLast={i === elements.length - 1}
                  onAct={edit.onAct}
                />
              )}
            </div>
          </div>
          <ElementFault text={states.find(({ elementId }) => elementId === element.id)?.error} />
          <ElementBody element={element} branch={edit ? 'draft' : 'published'} />
        </section>
      ))}
      {add && <div>{add}</div>}
    </div>
  );
}

function ElementFault({ text }: { text: string | undefined }) {
  return text ? <Notice tone="warn">{text}</Notice> : null;
}

/** There once the table is known; one that the member may not view has no such button. */
function Send({ tableId }: { tableId: string }) {
  const { data } = useQuery(tableQuery(tableId));
  return data ? <SendMenu table={data} look="quiet" /> : null;
}

function FullScreen({ element, tableId }: { element: Element; tableId: string }) {
  return (
    <LinkButton
      look="quiet"
      to="/t/$tableId"
      params={{ tableId }}
      icon={<Maximize2 aria-hidden size={15} />}
      aria-label={words.openFullName(element.name)}
    >
      {words.openFull}
    </LinkButton>
  );
}
