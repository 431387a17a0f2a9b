import type { AccountType } from '../../api/accountTypes';
import { accountTypes as text } from '../../text/en/accountTypes';
import { common } from '../../text/en/common';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Choices } from './Choices';

/** What an account type allows, to look at. */
export function Permissions({ type, onClose }: { type: AccountType; onClose: () => void }) {
  return (
    <Dialog
      title={text.showTitle(type.accountTypeName)}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>{common.close}</Button>}
    >
      <Choices chosen={new Set(type.permissions)} />
    </Dialog>
  );
}
