import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { reading as text } from '../../text/en/reading';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Field';

interface Props {
  words: readonly string[];
  onChange: (words: string[]) => void;
}

/** The words that stand for no value, besides the empty cell. */
export function NullWords({ words, onChange }: Props) {
  const [word, setWord] = useState('');
  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    if (word !== '' && !words.includes(word)) onChange([...words, word]);
    setWord('');
  }
  return (
    <form className="null-words" onSubmit={submit} noValidate>
      <div className="other-value">
        <TextField label={text.nullWords} value={word} onChange={setWord} maxLength={100} />
        <Button type="submit" isDisabled={word === ''}>
          {text.addWord}
        </Button>
      </div>
      {words.length > 0 && (
        <ul className="chips" aria-label={text.nullWords}>
          {words.map((one) => (
            <li key={one} className="chip">
              <span className="wrap-anywhere">{one}</span>
              <Button
                look="quiet"
                icon={<X aria-hidden size={14} />}
                aria-label={text.removeWord(one)}
                onPress={() => onChange(words.filter((other) => other !== one))}
              />
            </li>
          ))}
        </ul>
      )}
      <span className="field-help">{text.nullWordsHelp}</span>
    </form>
  );
}
