// A program of somebody who installed @grantkit/tokens: read by several compilers with several libraries, never run.
import {
  type AccessToken,
  createClientCredentialsTokens,
  createExchangedTokens,
  createJwtBearerTokens,
  createKeyvStore,
  createMemoryStore,
  createTokenFetch,
  createTokenSources,
  createUserTokens,
  createWebLock,
  type Lock,
  type StepUp,
  stepUpOf,
  type TokenEvent,
  type TokenSource,
  TokenSourceError,
  type TokenSourceErrorCode,
  type TokenStore,
} from '@grantkit/tokens'
import { createEncryptedStore } from '@grantkit/tokens/encrypted-store'
import { createTelemetry } from '@grantkit/tokens/opentelemetry'
import { createRedisLock, type RedisClient } from '@grantkit/tokens/redis-lock'
import { createClient, orThrow, requestAuthorizationCodeToken } from 'grantkit'

const address = 'https://server.example/token'
const own = { address, clientId: 'service', clientSecret: 'secret' }

export async function service(signal: AbortSignal): Promise<string | undefined> {
  const source = createClientCredentialsTokens({ ...own, scope: ['a', 'b'], onEvent: createTelemetry(), fetch })
  const { accessToken, expiresAt = 0 }: AccessToken = await source.getAccessToken({ minTtlMs: 1000, signal })
  const call = createTokenFetch(source, { origins: ['https://api.example', new URL('https://b.example/v1')] })
  const response: Response = await call(new URL('https://api.example/orders'), { method: 'POST', body: 'b', signal })
  const stepUp: StepUp | undefined = stepUpOf(response)
  source.dispose()
  return stepUp ? stepUp.acrValues : accessToken + expiresAt
}

export async function session(code: string, lock: Lock, redis: RedisClient): Promise<string> {
  const kept = createMemoryStore({ maxEntries: 10 })
  const store: TokenStore = createEncryptedStore(kept, { keys: [{ id: 'k', key: new Uint8Array(32) }] })
  const client = createClient({ authority: 'https://server.example', clientId: 'spa' })
  const user = createUserTokens({ client, key: 'alice', store, lock, onEvent: told })
  createUserTokens({ ...own, key: 'bob', lock: createRedisLock(redis) })
  createUserTokens({ ...own, key: 'bob', lock: createWebLock(), clock: { now: () => 0, sleep: async () => {} } })
  const login = await requestAuthorizationCodeToken({ address, code, redirectUri: 'https://app.example' })
  await user.startSession(orThrow(login))
  const exchanged = createExchangedTokens(user, { ...own, audience: 'b' })
  const sources: readonly TokenSource[] = [user, exchanged, user.forResource({ resource: 'https://b.example' })]
  try {
    return (await sources[0]?.getAccessToken())?.accessToken ?? ''
  } catch (error) {
    if (error instanceof TokenSourceError) return error.reason === 'rotation_lost' ? 'lost' : why(error.code)
    throw error
  }
}

function told({ name, attributes }: TokenEvent): void {
  if (name === 'session.ended') attributes['grantkit.session.end_reason'] satisfies unknown
}

export function why(code: TokenSourceErrorCode): string {
  switch (code) {
    case 'renewal_failed':
    case 'session_ended':
    case 'no_session':
    case 'no_refresh_token':
    case 'store_failed':
    case 'disposed':
      return code
    default:
      return code satisfies never
  }
}

export const bearer = createJwtBearerTokens({ ...own, assertion: async () => 'jwt' })
export const tenants = createTokenSources((name) => createClientCredentialsTokens({ ...own, clientId: name }))
export const disposed = (): void => tenants.get('acme').dispose()
export const other: TokenStore = createKeyvStore({ get: async () => 1, set: async () => {}, delete: async () => {} })

export const mistakes = [
  // @ts-expect-error the allowed origins are required
  () => createTokenFetch(bearer, {}),
  // @ts-expect-error it takes a source, not a token
  () => createTokenFetch('token', { origins: [] }),
  // @ts-expect-error a session has a name
  () => createUserTokens({ ...own }),
  // @ts-expect-error an assertion is needed
  () => createJwtBearerTokens({ ...own }),
  // @ts-expect-error there is something to exchange
  () => createExchangedTokens({ ...own }),
  // @ts-expect-error a store has three functions
  () => createClientCredentialsTokens({ ...own, store: { get: async () => undefined } }),
  // @ts-expect-error milliseconds are a number
  () => bearer.getAccessToken({ minTtlMs: '1s' }),
  // @ts-expect-error a key has a name
  () => createEncryptedStore(createMemoryStore(), { keys: [new Uint8Array(32)] }),
  // @ts-expect-error there is no such reason
  (error: TokenSourceError) => error.reason === 'oops',
]
