import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { accountTypesKey as key } from '../../api/accountTypes';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type AccountPermission = Schemas['AccountPermission'];

/** Whose permissions are all that there are. */
const everything = 'admin';

/** Every permission that there is, group by group. */
export function usePermissions() {
  return useQuery({
    queryKey: [...key, 'permissions'],
    queryFn: () =>
      call(
        api.GET('/v2/accountTypes/{accountTypeId}/permissions', {
          params: { path: { accountTypeId: everything } },
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Who would gain and lose what if an account type allowed other things. */
export function useEffectOf(accountTypeId: string | undefined, permissions: readonly string[]) {
  return useQuery({
    queryKey: [...key, 'what-if', accountTypeId, permissions],
    enabled: accountTypeId !== undefined,
    queryFn: () =>
      call(
        api.POST('/v2/accountTypes/{accountTypeId}/what-if', {
          params: { path: { accountTypeId: accountTypeId ?? '' } },
          body: { permissions: [...permissions] },
        }),
      ),
  });
}

/** What can be done to account types. */
export function useChangeTypes() {
  const queries = useQueryClient();
  const onSuccess = () =>
    Promise.all([key, ['members']].map((queryKey) => queries.invalidateQueries({ queryKey })));
  const make = useMutation({
    mutationFn: (body: Schemas['AccountTypeDraft']) => call(api.POST('/v2/accountTypes', { body })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ accountTypeId, ...body }: Schemas['AccountTypePatch'] & { accountTypeId: string }) =>
      call(api.PATCH('/v2/accountTypes/{accountTypeId}', { params: { path: { accountTypeId } }, body })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: ({ accountTypeId, instead }: { accountTypeId: string; instead?: string }) =>
      call(
        api.DELETE('/v2/accountTypes/{accountTypeId}', {
          params: {
            path: { accountTypeId },
            query: instead ? { reassignToAccountTypeId: instead } : {},
          },
        }),
      ),
    onSuccess,
  });
  return { make, change, remove };
}
