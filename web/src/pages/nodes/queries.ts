import { useQuery } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import { useRefresh } from '../../live/useTopic';

/** How often the list is read again: nodes that die say nothing. */
const everyMilliseconds = 10_000;

/** The servers that run. */
export function useNodes() {
  useRefresh('nodes', [['nodes']]);
  return useQuery({
    queryKey: ['nodes'],
    queryFn: () => call(api.GET('/v2/nodes')),
    refetchInterval: everyMilliseconds,
  });
}
