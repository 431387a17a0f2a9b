import { useState } from 'react';
import type { Selection } from 'react-aria-components';
import type { File } from '../../api/files';
import { toProblem } from '../../api/problems';
import type { Verb } from '../../documents/kinds';
import { toast } from '../../ui/Toast';
import type { FileList } from './useList';

/** What is selected in a list. */
export interface Chosen {
  readonly keys: Selection;
  readonly setKeys: (keys: Selection) => void;
  /** The selected files among those that the list has asked for so far. */
  readonly files: readonly File[];
  /** How many are selected, also of those that the list has not asked for. */
  readonly count: number;
  /** Everything is selected, and what the list has not asked for is on its way. */
  readonly isPending: boolean;
  /** Does something with files; with the whole selection if they are all that is known of it. */
  readonly act: (verb: Verb, files: readonly File[]) => void;
}

/** Keeps what is selected, until another list is shown. */
export function useChosen(
  listKey: string,
  list: FileList,
  act: (verb: Verb, files: readonly File[]) => void,
): Chosen {
  const [state, setState] = useState<{ listKey: string; keys: Selection }>({ listKey, keys: new Set() });
  const [isPending, setPending] = useState(false);
  if (state.listKey !== listKey) setState({ listKey, keys: new Set() });
  const { keys } = state;
  const isAll = keys === 'all';
  const files = list.files.filter(({ id }) => isAll || keys.has(id));

  async function actOnWhole(verb: Verb) {
    setPending(true);
    try {
      act(verb, await list.whole());
    } catch (error) {
      toast(toProblem(error).message, 'bad');
    } finally {
      setPending(false);
    }
  }

  return {
    keys,
    setKeys: (next) => setState({ listKey, keys: next }),
    files,
    count: isAll ? (list.total ?? files.length) : files.length,
    isPending,
    act: (verb, some) => {
      if (isAll && list.hasMore && some === files) void actOnWhole(verb);
      else act(verb, some);
    },
  };
}
