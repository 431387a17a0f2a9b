import { useQuery } from '@tanstack/react-query';
import { useRefresh } from '../live/useTopic';
import { api, call } from './client';
import type { components } from './schema';

export type AccountType = components['schemas']['AccountType'];

export const accountTypesKey = ['account-types'];

/** The account types, the built-in ones first. */
export function useAccountTypes() {
  useRefresh('members', [accountTypesKey]);
  return useQuery({
    queryKey: [...accountTypesKey, 'list'],
    queryFn: () => call(api.GET('/v2/accountTypes', { params: { query: { pageSize: 1000 } } })),
  });
}
