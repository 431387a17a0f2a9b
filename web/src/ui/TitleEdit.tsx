import { Pencil } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { common } from '../text/en/common';
import { Button } from './Button';
import { toast } from './Toast';

interface Props {
  title: string;
  /** What the field is called: "Name of the workbook". */
  label: string;
  /** Takes the new title; when it rejects, the field stays and it is said why. */
  onRename: (title: string) => Promise<unknown>;
}

/** The title of a page that can be changed in place: Enter and leaving the field keep it, Escape does not. */
export function TitleEdit({ title, label, onRename }: Props) {
  const [text, setText] = useState<string>();
  const isDone = useRef(false);
  const pencil = useRef<HTMLButtonElement>(null);

  function end() {
    isDone.current = true;
    setText(undefined);
    requestAnimationFrame(() => pencil.current?.focus());
  }

  async function keep() {
    const next = text?.trim();
    if (isDone.current || next === undefined) return;
    if (!next || next === title) return end();
    isDone.current = true;
    try {
      await onRename(next);
      end();
    } catch (error) {
      isDone.current = false;
      toast(error instanceof Error ? error.message : String(error), 'bad');
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') end();
  }

  if (text === undefined) {
    return (
      <div className="title-edit">
        <h1 tabIndex={-1}>{title}</h1>
        <Button
          ref={pencil}
          look="quiet"
          icon={<Pencil aria-hidden size={15} />}
          aria-label={common.renameIt(title)}
          onPress={() => {
            isDone.current = false;
            setText(title);
          }}
        />
      </div>
    );
  }
  return (
    <form
      className="title-edit"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void keep();
      }}
    >
      <h1 className="visually-hidden">{title}</h1>
      <input
        className="input title-input"
        aria-label={label}
        // biome-ignore lint/a11y/noAutofocus: the member has just asked to change it
        autoFocus
        maxLength={255}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => void keep()}
        onKeyDown={onKeyDown}
      />
    </form>
  );
}
