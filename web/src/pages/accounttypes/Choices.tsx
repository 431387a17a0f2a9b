import { QueryState } from '../../ui/QueryState';
import { Checkbox } from '../../ui/Toggle';
import { type AccountPermission, usePermissions } from './queries';

interface Props {
  chosen: ReadonlySet<string>;
  /** Absent where they are only shown. */
  onChange?: (chosen: ReadonlySet<string>) => void;
}

/** Every permission that there is, group by group, with those chosen ticked. */
export function Choices({ chosen, onChange }: Props) {
  const all = usePermissions();
  const set = (permission: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(permission);
    else next.delete(permission);
    onChange?.(next);
  };
  return (
    <QueryState query={all}>
      {(permissions) => (
        <div className="stack">
          {grouped(permissions).map(([group, members]) => (
            <fieldset key={group} className="permission-group">
              <legend>{group}</legend>
              {members.map(({ permission, description }) => (
                <Checkbox
                  key={permission}
                  isSelected={chosen.has(permission)}
                  isReadOnly={!onChange}
                  onChange={(on) => set(permission, on)}
                >
                  {description}
                </Checkbox>
              ))}
            </fieldset>
          ))}
        </div>
      )}
    </QueryState>
  );
}

function grouped(permissions: readonly AccountPermission[]): [string, AccountPermission[]][] {
  const groups = new Map<string, AccountPermission[]>();
  for (const one of permissions) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return [...groups];
}
