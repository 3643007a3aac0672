import type { DPoP } from '@grantkit/jose'
import type { EndedSession, TokenEvent } from '@grantkit/tokens'
import type { SignOutResult } from '../sign-out/sign-out-options.ts'
import type { SessionData } from './session-data.ts'

/** What the tokens need from the session, and report to it. */
export interface TokenHooks {
  /** The signer of a key in the browser's database. */
  signer(key: { name: string; thumbprint?: string }): Promise<DPoP>
  onEvent(event: TokenEvent): void
  /** Another tab may have changed the session. */
  look(): void
}

/** What an ended session held: needed to sign out at the server. */
export type LocallyEnded = Omit<EndedSession, 'data'> & {
  data?: SessionData
  /** Revokes the refresh token if a worker holds it, or only deletes it. */
  release?(revoke: boolean): Promise<SignOutResult['revocation']>
}
