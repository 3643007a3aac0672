import type { DPoP } from '@grantkit/jose'
import type { DPoPSigner } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import type { BrowserSession } from './browser-session.ts'

/** Signs with the key of whatever session there is at each request. */
export function sessionSigner(session: Pick<BrowserSession, 'read' | 'signer'>): DPoPSigner {
  // what servers say follows a proof, which has opened the signer
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
