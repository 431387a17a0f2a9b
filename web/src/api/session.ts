import { useQuery } from '@tanstack/react-query';
import { api, call } from './client';

/** Who is signed in. Asked once per load of the app: signing out loads it anew. */
export function useSession() {
  return useQuery({
    queryKey: ['whoami'],
    queryFn: () => call(api.GET('/v2/whoami')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Whether the signed-in member's account type allows something; false until that is known. */
export function useMay(permission: string): boolean {
  return useSession().data?.permissions.includes(permission) ?? false;
}
