import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type AccountType, useAccountTypes } from '../../api/accountTypes';
import { accountTypes as text } from '../../text/en/accountTypes';
import { Button } from '../../ui/Button';
import { DataTable } from '../../ui/DataTable';
import { PageHeader } from '../../ui/PageHeader';
import { QueryState } from '../../ui/QueryState';
import { DeleteType } from './DeleteType';
import { Permissions } from './Permissions';

import { TypeForm } from './TypeForm';

type Doing = { what: 'add' } | { what: 'show' | 'edit' | 'copy' | 'delete'; type: AccountType };

/** Administration → Account types. */
export function Page() {
  const list = useAccountTypes();
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  return (
    <div className="page">
      <PageHeader
        title={text.title}
        actions={
          <Button
            look="primary"
            icon={<Plus aria-hidden size={16} />}
            onPress={() => setDoing({ what: 'add' })}
          >
            {text.add}
          </Button>
        }
      >
        {text.about}
      </PageHeader>
      <QueryState query={list}>
        {({ entries }) => (
          <>
            <TypeTable types={entries} onDo={setDoing} />
            {doing?.what === 'delete' && <DeleteType type={doing.type} types={entries} onClose={close} />}
          </>
        )}
      </QueryState>
      {doing?.what === 'add' && <TypeForm onClose={close} />}
      {doing?.what === 'copy' && <TypeForm like={doing.type} onClose={close} />}
      {doing?.what === 'edit' && <TypeForm type={doing.type} onClose={close} />}
      {doing?.what === 'show' && <Permissions type={doing.type} onClose={close} />}
    </div>
  );
}

function TypeTable({ types, onDo }: { types: readonly AccountType[]; onDo: (doing: Doing) => void }) {
  return (
    <DataTable
      label={text.listLabel}
      rows={types}
      rowKey={({ accountTypeId }) => accountTypeId}
      columns={[
        { title: text.type, cell: (type) => <Name type={type} /> },
        { title: text.allows, cell: ({ permissions }) => text.count(permissions.length) },
        { title: text.members, cell: ({ memberCount }) => text.people(memberCount) },
        { title: text.actions, hideTitle: true, cell: (type) => <Actions type={type} onDo={onDo} /> },
      ]}
    />
  );
}

function Name({ type: { accountTypeName, description, isCustom } }: { type: AccountType }) {
  return (
    <>
      <span className="row">
        <strong className="wrap-anywhere">{accountTypeName}</strong>
        {!isCustom && <span className="badge">{text.builtIn}</span>}
      </span>
      {description && <div className="table-sub wrap-anywhere">{description}</div>}
    </>
  );
}

function Actions({ type, onDo }: { type: AccountType; onDo: (doing: Doing) => void }) {
  const name = type.accountTypeName;
  const act = (what: 'show' | 'edit' | 'copy' | 'delete') => () => onDo({ what, type });
  return (
    <div className="row-actions">
      <Button look="quiet" onPress={act('show')} aria-label={text.showOf(name)}>
        {text.show}
      </Button>
      <Button look="quiet" onPress={act('copy')} aria-label={`${text.copy}: ${text.copyOf(name)}`}>
        {text.copy}
      </Button>
      {type.isCustom && (
        <>
          <Button look="quiet" onPress={act('edit')} aria-label={text.editOf(name)}>
            {text.edit}
          </Button>
          <Button look="quiet" onPress={act('delete')} aria-label={text.deleteOf(name)}>
            {text.delete}
          </Button>
        </>
      )}
    </div>
  );
}
