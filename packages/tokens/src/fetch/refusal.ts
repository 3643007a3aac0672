import { type DPoPSigner, parseWwwAuthenticate } from 'grantkit'

/** What could make an API take the same request after all. */
export type Cure = { of: 'proof'; nonce?: string } | { of: 'token' } | undefined

/**
 * Reads why an API has refused a request, and tells the signer what it says of nonces and of the time (RFC 9449
 * section 9, RFC 6750 section 3). Where the challenge can't be read, as in a page across origins, a 401 is the token's.
 */
export async function cureOf(
  response: Response,
  url: string,
  accessToken: string,
  dpop: DPoPSigner | undefined,
): Promise<Cure> {
  const { status, headers } = response
  const nonce = dpop && headers.get('dpop-nonce')
  const misdated = dpop && (await remember(dpop, url, accessToken, nonce, headers.get('date')))
  if (status !== 401 && !(dpop && status === 400)) return undefined
  const challenges = parseWwwAuthenticate(headers)
  const errors = challenges.map(({ parameters }) => parameters.error)
  const cureOfProof: Cure = nonce ? { of: 'proof', nonce } : { of: 'proof' }
  if (dpop && errors.includes('use_dpop_nonce')) return nonce ? cureOfProof : undefined
  if (dpop && errors.includes('invalid_dpop_proof')) return misdated ? cureOfProof : undefined
  if (status !== 401 || errors.some((error) => error && lasting.test(error))) return undefined
  // a nonce beside a challenge that can't be read may be all that was missing
  return nonce && !challenges.length ? cureOfProof : { of: 'token' }
}

/** What another token of the same kind would meet as well. */
const lasting = /^(insufficient_scope|insufficient_user_authentication|invalid_request)$/

/** A signer's failing memory may cost a round trip later, but never the answer that just came. */
async function remember(
  dpop: DPoPSigner,
  url: string,
  accessToken: string,
  nonce: string | null | undefined,
  date: string | null,
): Promise<boolean> {
  const tellNonce = async () => nonce && dpop.rememberNonce?.(url, nonce, accessToken)
  const tellTime = async () => !!date && !!dpop.rememberTime?.(url, Date.parse(date))
  tellNonce().catch(() => {})
  return tellTime().catch(() => false)
}
