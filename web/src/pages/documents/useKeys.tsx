import { type KeyboardEvent, type MouseEvent, type RefObject, useRef, useState } from 'react';
import { Popover } from 'react-aria-components';
import type { File } from '../../api/files';
import { FileMenu } from '../../documents/FileMenu';
import { verbsFor } from '../../documents/kinds';
import { what } from '../../documents/what';
import { browser as words } from '../../text/en/browser';
import type { Chosen } from './useChosen';

interface Options {
  files: readonly File[];
  chosen: Chosen;
  region: RefObject<HTMLElement | null>;
}

interface Open {
  files: readonly File[];
  x: number;
  y: number;
}

/** The keys of the list and its context menu, which open for the selection, or else for the row in focus. */
export function useKeys({ files, chosen, region }: Options) {
  const [open, setOpen] = useState<Open>();
  const anchor = useRef<HTMLSpanElement>(null);

  /** The files that are meant where something happened: the whole selection if that row is part of it. */
  function meant(target: EventTarget): readonly File[] {
    const key = target instanceof Element && target.closest('[role=row]')?.getAttribute('data-key');
    const file = files.find(({ id }) => id === key);
    if (!file) return [];
    if (chosen.files.includes(file)) return chosen.files;
    chosen.setKeys(new Set([file.id]));
    return [file];
  }

  function showMenu(target: EventTarget, x: number, y: number): boolean {
    const all = meant(target);
    if (all.length > 0) setOpen({ files: all, x, y });
    return all.length > 0;
  }

  function onKeyDown(event: KeyboardEvent) {
    const { key, shiftKey, target } = event;
    if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) {
      const { left, bottom } = (target as Element).getBoundingClientRect();
      if (showMenu(target, left + 24, bottom)) event.preventDefault();
      return;
    }
    const verb = key === 'F2' ? 'rename' : key === 'Delete' ? 'trash' : undefined;
    if (!verb) return;
    const all = meant(target);
    const offered = verbsFor(all);
    const does = verb === 'trash' && offered.includes('purge') ? 'purge' : verb;
    if (offered.includes(does)) {
      event.preventDefault();
      chosen.act(does, all);
    }
  }

  function onContextMenu(event: MouseEvent) {
    if (showMenu(event.target, event.clientX, event.clientY)) event.preventDefault();
  }

  function close() {
    setOpen(undefined);
    const row = region.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]');
    row?.focus();
  }

  const menu = (
    <>
      <span ref={anchor} className="menu-anchor" style={{ left: open?.x, top: open?.y }} />
      <Popover
        className="popover"
        aria-label={words.actionsFor(what(open?.files ?? []))}
        triggerRef={anchor}
        isOpen={open !== undefined}
        onOpenChange={(isOpen) => !isOpen && close()}
        placement="bottom start"
        offset={2}
      >
        {open && (
          <FileMenu
            files={open.files}
            autoFocus="first"
            onAct={(verb, all) => {
              close();
              chosen.act(verb, all);
            }}
          />
        )}
      </Popover>
    </>
  );
  return { onKeyDown, onContextMenu, menu };
}
