import { useState } from 'react';
import type { EncodingSample } from '../../api/reading';
import { reading as words } from '../../text/en/reading';
import { Button } from '../../ui/Button';
import { RadioList } from '../../ui/RadioList';

interface Props {
  encodings: readonly EncodingSample[];
  isPending: boolean;
  onChoose: (encoding: string) => void;
}

/** Asks how the characters are written, showing the same piece of the file in each possible way. */
export function EncodingChooser({ encodings, isPending, onChoose }: Props) {
  const [encoding, setEncoding] = useState<string | null>(null);
  return (
    <section className="panel stack encodings" aria-label={words.undecided}>
      <h2>{words.undecided}</h2>
      <RadioList
        label={words.undecided}
        help={words.undecidedText}
        choices={encodings.map(({ name, sample }) => ({
          value: name,
          label: name.toUpperCase(),
          detail: (
            <span className="encoding-sample" dir="auto">
              {sample}
            </span>
          ),
        }))}
        value={encoding}
        onChange={setEncoding}
      />
      <div className="row">
        <Button
          look="primary"
          isPending={isPending}
          isDisabled={encoding === null}
          onPress={() => encoding !== null && onChoose(encoding)}
        >
          {words.useEncoding}
        </Button>
        {encoding === null && <span className="muted">{words.chooseEncoding}</span>}
      </div>
    </section>
  );
}
