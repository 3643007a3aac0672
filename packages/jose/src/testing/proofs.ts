import { nowSeconds } from './issuer.ts'
import type { TestKey } from './keys.ts'
import { sha256, signed } from './tokens.ts'

export const method = 'POST'
export const url = 'https://api.example/orders'

/** A DPoP proof for a request to `url`. `claims` and `header` override its content; undefined leaves a member out. */
export async function proofBy(
  key: TestKey,
  accessToken?: string,
  claims: object = {},
  header: object = {},
): Promise<string> {
  const { use, kid, alg, ...jwk } = key.publicJwk
  const ath = accessToken === undefined ? undefined : await sha256(accessToken)
  const said = { jti: 'proof-1', htm: method, htu: url, iat: nowSeconds - 1, ath, ...claims }
  return signed(said, key, { kid: undefined, typ: 'dpop+jwt', jwk, ...header })
}
