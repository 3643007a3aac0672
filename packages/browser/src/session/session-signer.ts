import type { DPoP } from '@grantkit/jose'
import type { DPoPSigner } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import type { BrowserSession } from './browser-session.ts'

/** Signs each request with the key of the current session. */
export function sessionSigner(session: Pick<BrowserSession, 'read' | 'signer'>): DPoPSigner {
  // a server's nonce comes after a proof, so the signer is open by then
  let last: DPoP | undefined
  return {
    async createProof(input) {
      const key = (await session.read())?.data.dpop
      const signer = await (key ? session.signer(key) : misuse('dpop', 'it when the session begins'))
      last = signer
      return signer.createProof(input)
    },
    rememberNonce: (...args) => last?.rememberNonce(...args),
    rememberTime: (...args) => last?.rememberTime(...args) ?? false,
  }
}
