import { access as text } from '../text/en/access';
import { common } from '../text/en/common';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { DataAccess } from './DataAccess';
import { placeInSentence } from './place';
import type { Place } from './queries';

/** Data access on a place, in a dialog. */
export function AccessDialog({ place, onClose }: { place: Place; onClose: () => void }) {
  return (
    <Dialog
      title={text.titleOn(placeInSentence(place.path))}
      isOpen
      onClose={onClose}
      wide
      actions={<Button onPress={onClose}>{common.close}</Button>}
    >
      <p className="muted">{text.about}</p>
      <DataAccess place={place} />
    </Dialog>
  );
}
