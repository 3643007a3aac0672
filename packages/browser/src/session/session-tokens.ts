import type { DPoP } from '@grantkit/jose'
import type { OidcClientSettings } from '@grantkit/oidc'
import { isSameUser } from '@grantkit/oidc/same-user'
import type { Clock, Lock, TokenEvent } from '@grantkit/tokens'
import type { PageTokens, PageTokensSettings } from '@grantkit/tokens/internal/shared-user-tokens'
import { present } from 'grantkit/internal/present'
import { refreshPublicToken } from 'grantkit/internal/refresh-public-token'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import { saysTheSame } from './says-the-same.ts'
import { sessionDataIn } from './session-data.ts'

export interface SessionTokensParts {
  settings: Pick<BrowserClientSettings, 'clientId' | 'timeoutMs' | 'resource' | 'random'>
  oidc: OidcClientSettings
  name: string
  clock: Clock
  lock?: Lock
  /** Loads what validates the ID token of a refresh. */
  validation: () => Promise<Pick<typeof import('@grantkit/oidc/check-id-token'), 'checkIdToken'>>
  /** The signer of the session's key. */
  signer(key: { name: string; thumbprint: string }): Promise<DPoP>
  onEvent: (event: TokenEvent) => void
}

/**
 * The tokens of a login's session: refreshed at the login's own endpoints, with its key, for its user. `create` makes them, in memory or
 * in a store.
 */
export function createSessionTokens(
  { oidc, ...parts }: SessionTokensParts,
  create: (settings: PageTokensSettings) => PageTokens,
): PageTokens {
  const { name, clock, lock, validation, signer, onEvent } = parts
  const { clientId, timeoutMs, resource, random } = parts.settings

  const client: PageTokensSettings['client'] = {
    async requestRefreshToken(request, options) {
      const { data, refreshToken, scope, resource, parameters } = request as typeof request & { data?: unknown }
      const session = sessionDataIn(data, oidc)
      const dpop = session?.dpop && (await signer(session.dpop))
      return refreshPublicToken(
        {
          address: session?.server.tokenEndpoint ?? '',
          clientId,
          refreshToken: refreshToken ?? '',
          scope,
          resource,
          parameters,
          dpop,
        },
        { ...oidc, ...options },
      )
    },
  }

  return create({
    key: name,
    clientId,
    client,
    clock,
    ...present({ lock, random, timeoutMs, resource }),
    onEvent,
    checkIdToken: async (idToken, { data }) => {
      const session = sessionDataIn(data, oidc)
      const user = session?.user
      if (!user) return undefined
      // an encrypted token can't be read yet; it is validated below
      const readable = idToken.split('.').length === 3
      if (readable && !isSameUser(idToken, user, clientId)) return 'user_mismatch'
      if (readable && saysTheSame(idToken, user)) return undefined
      try {
        const { checkIdToken } = await validation()
        const claims = await checkIdToken(oidc, { idToken, previous: user, server: session.server })
        return { data: { ...session, user: claims } }
      } catch {
        // an ID token that can't be validated doesn't change the snapshot
        return undefined
      }
    },
  })
}
