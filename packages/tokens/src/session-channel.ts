import { misuse } from 'grantkit/internal/misuse'
import { openBroadcast, type SessionChannel } from './internal/broadcast-channel.ts'

export type { SessionChannel }

/**
 * A channel with the platform's BroadcastChannel. It reaches other tabs and workers of the origin, and in Node, Deno and Bun other
 * threads of the process. An open one keeps a page out of some browsers' back/forward cache.
 */
export function createBroadcastSessionChannel(name = 'grantkit'): SessionChannel {
  if (typeof name !== 'string' || !name) misuse('name', 'a non-empty string')
  return openBroadcast(name)
}
