import { common } from '../text/en/common';
import { keys, shortcutGroups } from '../text/en/keys';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';

/** Every keyboard shortcut, by where it works. */
export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog
      title={keys.title}
      isOpen={isOpen}
      onClose={onClose}
      wide
      actions={<Button onPress={onClose}>{common.close}</Button>}
    >
      {shortcutGroups.map((group) => (
        <section key={group.title} className="keys-group">
          <h3>{group.title}</h3>
          <dl className="keys">
            {group.shortcuts.map(([combination, does]) => (
              <div key={combination}>
                <dt>
                  <kbd>{combination}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
