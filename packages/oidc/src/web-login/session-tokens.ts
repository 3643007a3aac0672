import type { CheckIdToken, Lock, RevokingClient, TokenStore, UserTokens } from '@grantkit/tokens'
import { createUserTokens } from '@grantkit/tokens/user-tokens'
import type { Client, DiscoveryMembers, TokenClient, TokenFailure } from 'grantkit'
import { revokeToken } from 'grantkit/endpoints'
import { misuse } from 'grantkit/internal/misuse'
import { requestRefreshToken } from 'grantkit/token'
import { isSameUser } from '../id-token/same-user.ts'
import { credentialsOf } from '../login/client-credentials.ts'
import { LoginError } from '../login/login-error.ts'
import { loginServerOf } from '../login/login-server.ts'
import { metadataOf } from '../login/server-metadata.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { sessionDataIn } from './session-data.ts'
import type { WebPolicy } from './web-login-settings.ts'

type SessionClient = Pick<TokenClient, 'requestRefreshToken'> & RevokingClient

/** How long a sign-out waits for the revocation of each token. */
const revocationMs = 2000

/** Creates the tokens of a session from the key of its record in a store. */
export function createSessionTokens(policy: WebPolicy): (key: string, store: TokenStore, lock?: Lock) => UserTokens {
  const { settings } = policy.client
  const { clientId, resource, timeoutMs, now } = settings
  const client = sessionClient(settings)
  const checkIdToken = idTokenCheck(settings)
  const { idleMs, maxMs, onEvent } = policy
  return (key, store, lock) =>
    createUserTokens({
      ...{ key, clientId, client, store, checkIdToken },
      ...(lock && { lock }),
      ...(resource && { resource }),
      ...(timeoutMs && { timeoutMs }),
      ...(now && { now }),
      ...(onEvent && { onEvent }),
      // every process reads the store for each request
      channel: false,
      maxIdleMs: idleMs,
      // its use is stored at most once in a quarter of idleMs
      sessionTtlMs: Math.min(maxMs, idleMs * 1.5),
    })
}

/** Refreshes and revokes at the client's server. Its endpoints may have changed since the login. */
function sessionClient(settings: OidcClientSettings): SessionClient {
  const own = settings.client as Partial<Client> | undefined
  if (own && !own.requestRefreshToken) misuse('client.client', 'a whole client, such as that of createClient')
  return {
    async requestRefreshToken(request, options = {}) {
      const { refreshToken, scope, resource, parameters } = request
      const asked = { refreshToken, scope, resource, parameters }
      const { signal } = options
      if (own?.requestRefreshToken) return own.requestRefreshToken(asked as never, { signal })
      const server = await orFailure(() => metadataOf(settings, { signal }))
      if ('isError' in server && server.isError) return server as TokenFailure
      const { tokenEndpoint } = server as Partial<DiscoveryMembers>
      return requestRefreshToken(
        {
          ...asked,
          address: tokenEndpoint ?? misuse('metadata.tokenEndpoint', 'a URL: the server names none'),
          dpop: settings.dpop,
          ...credentialsOf(settings, loginServerOf(server as Partial<DiscoveryMembers>)),
        } as Parameters<typeof requestRefreshToken>[0],
        { ...settings, signal },
      )
    },
    async revokeToken(request) {
      const bounded = { ...settings, timeoutMs: revocationMs }
      const server = await metadataOf(bounded)
      const { revocationEndpoint: address } = server
      if (own?.revokeToken) return own.revokeToken(request, { timeoutMs: revocationMs })
      // then the session ends when its token expires
      if (!address) return { isError: false }
      return revokeToken({ ...request, address, ...credentialsOf(settings, loginServerOf(server)) }, bounded)
    },
  }
}

/** If the metadata can't be loaded, the failure is transient. */
async function orFailure(
  work: () => Promise<Partial<DiscoveryMembers>>,
): Promise<Partial<DiscoveryMembers> | TokenFailure> {
  try {
    return await work()
  } catch (thrown) {
    const { failure } = thrown as LoginError
    if (thrown instanceof LoginError && failure) return failure as unknown as TokenFailure
    throw thrown
  }
}

/** Uses the claims of a refreshed ID token after validating it. */
function idTokenCheck(settings: OidcClientSettings): CheckIdToken {
  return async (idToken, { data }) => {
    const session = sessionDataIn(data)
    const user = session?.user
    if (!user) return undefined
    // an encrypted token can't be read yet; it is validated below
    const isReadable = idToken.split('.').length === 3
    if (isReadable && !isSameUser(idToken, user, settings.clientId)) return 'user_mismatch'
    try {
      const { checkIdToken, keysOf } = await settings.loadValidation!()
      const server = loginServerOf(await metadataOf(settings))
      const request = { idToken, previous: user, server }
      return { data: { ...session, user: await checkIdToken(settings, request, keysOf(settings, server)) } }
    } catch {
      // an ID token that can't be validated doesn't change the snapshot
      return undefined
    }
  }
}
