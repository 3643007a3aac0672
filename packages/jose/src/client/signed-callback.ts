import { type AuthorizeExpectation, type AuthorizeResponse, createKeyCache, type KeyCache } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import { present } from 'grantkit/internal/present'
import { parseJarmResponse } from '../parse-jarm-response.ts'
import type { ProfileClientSettings } from './client-settings.ts'
import { fapi2Algorithms } from './fapi2-lacks.ts'
import { names } from './lacks.ts'
import type { Server } from './server.ts'

/** Reads callbacks that must be signed by this server (JARM). Its keys are loaded when first needed. */
export function signedCallbackReader(
  settings: ProfileClientSettings,
  server: Server,
): (urlOrParams: string | URL | URLSearchParams, expected: AuthorizeExpectation) => Promise<AuthorizeResponse> {
  const { profile, clientId, now, decryptionKeys, fetch, timeoutMs, maxBodyBytes, allowInsecureHttp } = settings
  const { issuer, jwksUri, authorizationSigningAlgValuesSupported: said } = server
  // not all settings: a seed of metadata is not a seed of keys
  const options = { fetch, timeoutMs, maxBodyBytes, allowInsecureHttp, now }
  const algorithms = profile === 'fapi2' ? fapi2Algorithms.filter((alg) => names(said, alg)) : undefined
  let keys: KeyCache | undefined
  return async (urlOrParams, expected) => {
    keys ??= createKeyCache({
      ...present(options),
      address: jwksUri ?? misuse('metadata.jwksUri', 'a URL: the server names none'),
    })
    const { state, responseType } = Object(expected) as Partial<AuthorizeExpectation>
    return parseJarmResponse(
      urlOrParams,
      {
        state: state!,
        issuer: issuer ?? misuse('metadata.issuer', "the server's issuer"),
        clientId: clientId ?? misuse('clientId', 'a non-empty string'),
        keys,
        algorithms,
        metadata: server,
        responseType,
        decryptionKeys,
      },
      { ...(now && { now }) },
    )
  }
}
