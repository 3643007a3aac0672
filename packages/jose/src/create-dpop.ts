import type { DPoPProofInput, DPoPSigner, RequestOptions } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import { randomText } from 'grantkit/internal/random'
import { sha256 } from 'grantkit/internal/sha256'
import { type ProofKeySettings, proofKeyLoader } from './internal/load-proof-key.ts'
import { once } from './internal/once.ts'
import type { ProofKey } from './internal/proof-key.ts'
import { readClock } from './internal/read-clock.ts'
import { rememberIn } from './internal/remember-in.ts'
import { serverClocks } from './internal/server-clocks.ts'
import { type FurtherHeader, signedHeader } from './internal/signed-header.ts'
import { whyUnbound } from './internal/why-unbound.ts'

/** The key of a signer, and what it insists on. */
export interface DPoPSettings extends ProofKeySettings {
  /** Takes tokens that are bound to no key, from servers that don't know DPoP or not always: whoever finds one can use it. @default false */
  allowBearer?: boolean | undefined
  /** Header members beside `alg`, `typ` and `jwk`. @default none */
  header?: FurtherHeader | undefined
}

/** Makes DPoP proofs for requests of tokens and for calls of APIs, and remembers what servers say about them. */
export interface DPoP extends Required<DPoPSigner> {
  /**
   * The SHA-256 thumbprint of the public key (RFC 7638): `dpopJkt` of an authorization request, `cnf.jkt` of a token, and
   * `thumbprint` of the next signer for the same session.
   */
  getThumbprint(): Promise<string>
  /**
   * The time at the server of this URL, in epoch milliseconds, as far as its answers have told: the device's until then.
   * For `now` of whatever the server is to find in time, such as `createClientAssertion`.
   */
  getServerTime(url: string): number
}

/**
 * A signer of DPoP proofs (RFC 9449) for `dpop` of any request, and for the calls of an API: each takes a fresh proof from
 * `createProof({ method, url, accessToken })` in its `DPoP` header, beside `Authorization: DPoP` with the token. One signer
 * belongs to one user's session, or to one service.
 *
 * Returns at once: the key is loaded or made at the first use. Nonces are kept by origin, those of APIs apart from the
 * server's, and go into the next proof. Proofs carry the time of the server, where an answer's `Date` can be read, so a
 * device's wrong clock breaks none.
 *
 * A token that came for a proof is refused unless its type is DPoP; one that is a JWT must also name the key in `cnf.jkt`.
 *
 * `createProof` and `getThumbprint` reject with a {@link JoseError} of code `dpop_key_lost` where the session's key is gone.
 *
 * @throws {TypeError} for a mistake in the arguments, naming the field and the fix. What a store holds, a JWK or
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
  const nonces = new Map<string, string>()
  const clocks = serverClocks(() => readClock(now))

  return {
    async createProof(input: DPoPProofInput) {
      checkObject('input', input)
      const { method, url, nonce, accessToken } = input
      const { origin, pathname } = httpUrl(url)
      const htm = methodOf(method)
      const { sign, header } = await getKey()
      const ath = accessToken && (await sha256(accessToken))
      const known = nonce ?? nonces.get(placeOf(origin, accessToken))
      const iat = Math.floor(clocks.now(origin) / 1000)
      return sign(header, {
        jti: randomText(16),
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

/** Servers of tokens and APIs have nonces of their own, even on one origin (RFC 9449 sections 8 and 9). */
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
