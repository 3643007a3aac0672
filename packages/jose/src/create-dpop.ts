import type { DPoPProofInput, DPoPSigner, RequestOptions } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import { sha256 } from 'grantkit/internal/sha256'
import { type ProofKeySettings, proofKeyLoader } from './internal/load-proof-key.ts'
import { once } from './internal/once.ts'
import type { ProofKey } from './internal/proof-key.ts'
import { randomId } from './internal/random-id.ts'
import { readClock } from './internal/read-clock.ts'
import { rememberIn } from './internal/remember-in.ts'
import { serverClocks } from './internal/server-clocks.ts'
import { type FurtherHeader, signedHeader } from './internal/signed-header.ts'
import { whyUnbound } from './internal/why-unbound.ts'

/** The settings of a DPoP signer. */
export interface DPoPSettings extends ProofKeySettings {
  /** Accepts tokens that aren't bound to a key, from servers that don't always support DPoP. Anyone who finds such a token can use it. @default false */
  allowBearer?: boolean | undefined
  /** Further header members. `alg`, `typ` and `jwk` are set for you. @default none */
  header?: FurtherHeader | undefined
}

/** Creates DPoP proofs for token requests and API calls. Remembers the nonces and the time of each server. */
export interface DPoP extends Required<DPoPSigner> {
  /**
   * The SHA-256 thumbprint of the public key (RFC 7638): `dpopJkt` of an authorization request, `cnf.jkt` of a token, and
   * `thumbprint` of the next signer for the same session.
   */
  getThumbprint(): Promise<string>
  /**
   * The time at the server of this URL, in epoch milliseconds, as known from its responses; before that the device's time.
   * Use it as `now` of `createClientAssertion`.
   */
  getServerTime(url: string): number
}

/**
 * A signer of DPoP proofs (RFC 9449) for `dpop` of any request, and for API calls. An API call needs a new proof from
 * `createProof({ method, url, accessToken })` in its `DPoP` header, and the token in `Authorization: DPoP`. One signer
 * belongs to one user's session, or to one service.
 *
 * Returns at once: the key is loaded or created at first use. Nonces are kept by origin, those of APIs separately from those of the
 * server, and used in the next proof. Proofs have the server's time if the `Date` of a response can be read, so a
 * wrong clock of the device does no harm.
 *
 * A token that is requested with a proof is refused unless its type is DPoP. If it is a JWT, its `cnf.jkt` must match the key.
 *
 * `createProof` and `getThumbprint` reject with a {@link JoseError} of code `dpop_key_lost` if the session's key is lost.
 *
 * @throws {TypeError} for a mistake in the arguments, naming the field and the fix. The content of a store, a JWK or
 * an external signer is checked at first use.
 *
 * @example
 * ```ts
 * const dpop = createDPoP()
 * await requestClientCredentialsToken({ address: 'https://as.example/token', clientId: 'app', clientSecret, dpop })
 * ```
 */
export function createDPoP(settings: DPoPSettings = {}, options: Pick<RequestOptions, 'now'> = {}): DPoP {
  checkObject('settings', settings)
  checkObject('options', options)
  const { now } = options
  readClock(now)
  const { allowBearer } = settings
  const loadKey = proofKeyLoader(settings)
  const further = signedHeader(settings.header, {})
  let key: ProofKey | undefined
  const getKey = once(async () => {
    const { header, ...loaded } = await loadKey()
    key = { ...loaded, header: { ...header, ...further } }
    return key
  })
  // most calls carry the token of the call before, whose hash takes a third of the time of a proof
  let last: { accessToken?: string | undefined; ath?: string | undefined } = {}
  const nonces = new Map<string, string>()
  const clocks = serverClocks(() => readClock(now))

  return {
    async createProof(input: DPoPProofInput) {
      checkObject('input', input)
      const { method, url, nonce, accessToken } = input
      const { origin, pathname } = httpUrl(url)
      const htm = methodOf(method)
      const { sign, header } = await getKey()
      const ath = accessToken && (accessToken === last.accessToken ? last.ath : await sha256(accessToken))
      last = { accessToken, ath }
      const known = nonce ?? nonces.get(placeOf(origin, accessToken))
      const iat = Math.floor(clocks.now(origin) / 1000)
      return sign(header, {
        jti: randomId(),
        htm,
        htu: origin + pathname,
        iat,
        ...(known && { nonce: known }),
        ...(ath && { ath }),
      })
    },
    rememberNonce(url, nonce, accessToken) {
      if (nonce) rememberIn(nonces, placeOf(httpUrl(url).origin, accessToken), nonce)
    },
    rememberTime: (url, serverTime) => clocks.learn(httpUrl(url).origin, serverTime),
    refuseToken: (token) => whyUnbound(token, key?.thumbprint, allowBearer),
    getThumbprint: async () => (await getKey()).thumbprint,
    getServerTime: (url) => clocks.now(httpUrl(url).origin),
  }
}

/** Authorization servers and APIs have separate nonces, even on the same origin (RFC 9449 sections 8 and 9). */
const placeOf = (origin: string, accessToken: string | undefined): string =>
  `${accessToken === undefined ? 'server' : 'api'} ${origin}`

function httpUrl(text: string): URL {
  let url: URL | undefined
  try {
    url = new URL(text)
  } catch {}
  return url && /^https?:$/.test(url.protocol) ? url : misuse('url', 'an absolute https: URL')
}

/** The method as `fetch` sends it: some in capitals however they are written, others verbatim. */
function methodOf(method: string): string {
  if (typeof method !== 'string' || !method) misuse('method', 'such as "GET"')
  return /^(delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method
}
