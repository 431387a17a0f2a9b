import { Users } from 'lucide-react';
import { useState } from 'react';
import { AccessDialog } from '../../access/AccessDialog';
import type { Place } from '../../access/queries';
import { explorer as text } from '../../text/en/explorer';
import { Button } from '../../ui/Button';

/** Opens data access on a place. */
export function ShareButton({ place }: { place: Place }) {
  const [isOpen, setOpen] = useState(false);
  const name = place.path.at(-1);
  return (
    <>
      <Button
        icon={<Users aria-hidden size={16} />}
        onPress={() => setOpen(true)}
        {...(name && { 'aria-label': text.dataAccessOn(name) })}
      >
        {text.dataAccess}
      </Button>
      {isOpen && <AccessDialog place={place} onClose={() => setOpen(false)} />}
    </>
  );
}
