import type { ClientAssertion } from 'grantkit'
import { SignJWT } from 'jose'

/** A fresh assertion of a client (RFC 7523 section 2.2): private_key_jwt with a key pair's half, client_secret_jwt with a secret. */
export async function createAssertion(
  clientId: string,
  audience: string,
  key: CryptoKey | string,
): Promise<ClientAssertion> {
  const isSecret = typeof key === 'string'
  const value = await new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader(isSecret ? { alg: 'HS256' } : { alg: 'ES256', kid: 'client' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(isSecret ? new TextEncoder().encode(key) : key)
  return { type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', value }
}
