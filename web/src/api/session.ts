import { useQuery } from '@tanstack/react-query';
import { api, call } from './client';

export const sessionKey = ['whoami'] as const;

/** Who is signed in. Asked once per load of the app, and when the account changes. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: () => call(api.GET('/v2/whoami')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The topic of what happens to the signed-in member; undefined until it is known who that is. */
export function useMemberTopic(): string | undefined {
  const userId = useSession().data?.userId;
  return userId && `member/${userId}`;
}

/** Whether the signed-in member's account type allows something; false until that is known. */
export function useMay(permission: string): boolean {
  return useSession().data?.permissions.includes(permission) ?? false;
}
