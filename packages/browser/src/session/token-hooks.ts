import type { DPoP } from '@grantkit/jose'
import type { EndedSession, TokenEvent } from '@grantkit/tokens'
import type { SignOutResult } from '../sign-out/sign-out-options.ts'
import type { SessionData } from './session-data.ts'

/** What the tokens of a session need of it, and tell it. */
export interface TokenHooks {
  /** The signer of a key in the browser's database. */
  signer(key: { name: string; thumbprint?: string }): Promise<DPoP>
  onEvent(event: TokenEvent): void
  /** Another tab may have changed the session. */
  look(): void
}

/** What a session held when it was ended here. */
export type LocallyEnded = Omit<EndedSession, 'data'> & {
  data?: SessionData
  /** Revokes the refresh token, if a worker holds it, or only forgets it. */
  release?(revoke: boolean): Promise<SignOutResult['revocation']>
}
