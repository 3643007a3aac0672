import type { DPoPSigner } from 'grantkit'
import { proofRefusal } from 'grantkit/internal/proof-refusal'
import { nonceIn, serverTime } from 'grantkit/internal/response-headers'
import { silently } from 'grantkit/internal/silent'
import { parseWwwAuthenticate } from 'grantkit/internal/www-authenticate'

/** What may make an API accept the same request. */
export type Cure = 'proof' | 'token'

/** What to try, the most likely first; `nonce` is for the next proof. */
export interface Cures {
  cures: Cure[]
  nonce: string | undefined
}

/**
 * Reads why an API refused a request, and gives nonces and the time to the signer (RFC 9449
 * section 9, RFC 6750 section 3). If the challenge can't be read, as in a page across origins, a 401 counts as a refused token.
 */
export async function curesOf(
  { status, headers }: Response,
  url: string,
  accessToken: string,
  dpop: DPoPSigner | undefined,
): Promise<Cures> {
  const nonce = dpop && nonceIn({ 'dpop-nonce': headers.get('dpop-nonce') ?? '' })
  silently(() => nonce && dpop?.rememberNonce?.(url, nonce, accessToken))

  const challenge = headers.get('www-authenticate')
  const ofProof = dpop && /^40[01]$/.test(`${status}`) && proofRefusal(challenge)
  const cures: Cure[] = []
  if (ofProof === 'use_dpop_nonce') {
    if (nonce) cures.push('proof')
  } else if (ofProof) {
    const time = serverTime(headers.get('date'), headers.get('age'))
    if (await silently(() => time > 0 && dpop?.rememberTime?.(url, time))) cures.push('proof')
  } else if (status === 401 && !parseWwwAuthenticate(headers).some(isLasting)) {
    // if the challenge can't be read but there is a nonce, try the nonce first, then another token
    if (nonce && !challenge) cures.push('proof')
    cures.push('token')
  }
  return { cures, nonce }
}

/** Whether another token of the same kind would also be refused. */
function isLasting({ parameters: { error = '' } }: { parameters: { error?: string } }): boolean {
  return /^(insufficient_scope|insufficient_user_authentication|invalid_request)$/.test(error)
}
