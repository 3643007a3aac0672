import type { IdTokenClaims, KeySource } from '@grantkit/jose'
import { validateIdToken } from '@grantkit/jose/id-token'
import { keyCache } from 'grantkit/internal/key-cache'
import { misuse } from 'grantkit/internal/misuse'
import { present } from 'grantkit/internal/present'
import type { LoginServer } from '../login/login-server.ts'
import type { CheckIdTokenRequest, IdTokenSettings } from './id-token-check.ts'

export type { CheckIdTokenRequest, IdTokenCheck, IdTokenSettings } from './id-token-check.ts'

/**
 * The keys for the signatures of this issuer: its public keys, or the client's secret if `algorithms` are HMAC algorithms.
 *
 * @throws {TypeError} if the metadata names no keys.
 */
export function keysOf(settings: IdTokenSettings, server: LoginServer): KeySource {
  const { algorithms = [], clientSecret, keys, fetch, timeoutMs, maxBodyBytes, allowInsecureHttp, now } = settings
  if (clientSecret && algorithms[0]?.startsWith('HS')) return { clientSecret }
  return (
    keys ??
    keyCache({
      address: server.jwksUri ?? misuse('metadata.jwksUri', 'a URL: the server names none'),
      ...present({ fetch, timeoutMs, maxBodyBytes, allowInsecureHttp, now }),
    })
  )
}

/**
 * The claims of a fully validated ID token (OIDC Core section 3.1.3.7), from a login or a refresh.
 *
 * Rejects with a `JoseError` if it isn't valid, and with the reason of the settings' signal.
 */
export async function checkIdToken(
  settings: IdTokenSettings,
  request: CheckIdTokenRequest,
  keys: KeySource = keysOf(settings, request.server),
): Promise<IdTokenClaims> {
  const { issuer, clientId, algorithms, decryptionKeys, trustedAudiences, now, clockToleranceMs, signal } = settings
  const { server: metadata, ...expected } = request
  const { claims } = await validateIdToken(
    { ...expected, issuer, clientId, keys, algorithms, metadata, decryptionKeys, trustedAudiences },
    present({ now, clockToleranceMs, signal }),
  )
  return claims
}
