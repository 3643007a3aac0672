import { remembered } from '../remembered.ts'
import type { ResolvedSettings } from '../request-by-grant.ts'
import { nameOf } from '../source-name.ts'
import type { Session, SessionParts } from './session.ts'
import { exchangeMessages } from './session-messages.ts'
import { createStoreSession } from './store-session.ts'

/** The session in a store, under a name that holds all that tells it from others, with news for others who share it. */
export function createSharedSession(parts: SessionParts): Session {
  const { channel, scope: _, resource: __, audience: ___, ...naming } = parts.policy
  const key = remembered(() => nameOf(naming as ResolvedSettings, 'refresh_token', naming.key))
  return createStoreSession({
    ...parts,
    key,
    messages: (onMessage) => exchangeMessages(channel, key, onMessage),
  })
}
