import { type QueryKey, useQuery } from '@tanstack/react-query';
import { api, call } from '../api/client';
import { useMemberTopic, useSession } from '../api/session';
import { useRefresh } from '../live/useTopic';

/** How many teams are followed: a connection follows 200 topics at most. */
const MOST = 100;

const key = ['teams', 'mine'] as const;

/** The topics of the teams that the signed-in member is in: what a team is given, everybody in it has. */
function useTeamTopics(): readonly string[] {
  const memberId = useSession().data?.userId;
  const { data } = useQuery({
    queryKey: key,
    queryFn: () =>
      call(
        api.GET('/v2/members/{memberId}/teams', {
          params: { path: { memberId: memberId ?? '' }, query: { limit: MOST } },
        }),
      ),
    enabled: memberId !== undefined,
  });
  return data?.entries.map(({ teamId }) => `team/${teamId}`) ?? [];
}

/** Asks queries again when other files may be the member's to see, or when somebody has answered them. */
export function useReach(keys: readonly QueryKey[]): void {
  const member = useMemberTopic();
  useRefresh(member, keys, ['files', 'notifications', 'teams']);
  useRefresh(member, [key], ['teams']);
  useRefresh(useTeamTopics(), keys);
}
