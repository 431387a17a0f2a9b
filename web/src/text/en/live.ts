/** Words about the connection to the server. */
export const live = {
  lost: 'The connection to the server is lost. Reconnecting…',
  blocked: 'Live updates do not come through; pages ask now and then instead.',
  back: 'Connected again',
} as const;
