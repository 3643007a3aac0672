import { JoseError, validateIdToken } from '@grantkit/jose'
import { createKeyCache, createNonce, orThrow, requestAuthorizationCodeToken, requestRefreshToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { logIn, pageOrigin } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
const keys = createKeyCache({ address: server.jwksUri })
const { webEncrypted, webEncryptedRsa, web } = server.clients
const { rsa, ec } = server.decryptionKeys

async function idTokenFor(client: typeof webEncrypted | typeof webEncryptedRsa | typeof web) {
  const nonce = createNonce()
  const request = { clientId: client.clientId, scope: 'openid offline_access', nonce, prompt: 'consent' }
  const exchange = { address: server.tokenEndpoint, ...client, ...(await logIn(server, request)) }
  const { idToken = '', accessToken, refreshToken = '' } = orThrow(await requestAuthorizationCodeToken(exchange))
  const expected = { issuer: server.issuer, clientId: client.clientId, keys, accessToken, nonce }
  return { idToken, refreshToken, expected }
}

describe.each([
  ['ECDH-ES', webEncrypted, ec, rsa],
  ['RSA-OAEP-256', webEncryptedRsa, rsa, ec],
] as const)('an ID token encrypted with %s', (_, client, key, wrong) => {
  it('is decrypted, and the signed token inside is validated', async () => {
    const { idToken, expected } = await idTokenFor(client)
    expect(idToken.split('.')).toHaveLength(5)
    const decryption = { decryptionKeys: [wrong, key], requireEncryption: true }
    const { claims, header } = await validateIdToken({ ...expected, idToken, ...decryption })
    expect(claims).toMatchObject({ sub: 'alice', aud: client.clientId, nonce: expected.nonce })
    expect(header.alg).toBe('RS256')
    const other = { ...expected, idToken, ...decryption, nonce: createNonce() }
    await expect(validateIdToken(other)).rejects.toMatchObject({ code: 'claim_mismatch', claim: 'nonce' })
  })

  it('names the same user after a refresh (OIDC Core section 12.2)', async () => {
    const { idToken, refreshToken, expected } = await idTokenFor(client)
    const decryptionKeys = [key]
    const { claims: previous } = await validateIdToken({ ...expected, idToken, decryptionKeys })
    const again = orThrow(await requestRefreshToken({ address: server.tokenEndpoint, ...client, refreshToken }))
    const { nonce: _, ...rest } = expected
    const refreshed = {
      ...rest,
      idToken: again.idToken ?? '',
      accessToken: again.accessToken,
      decryptionKeys,
      previous,
    }
    expect((await validateIdToken(refreshed)).claims.sub).toBe('alice')
    const bob = { ...refreshed, previous: { ...previous, sub: 'bob' } }
    await expect(validateIdToken(bob)).rejects.toMatchObject({ code: 'claim_mismatch', claim: 'sub' })
  })

  it('is refused without the key', async () => {
    const { idToken, expected } = await idTokenFor(client)
    for (const decryptionKeys of [[], [wrong]]) {
      const failed = await validateIdToken({ ...expected, idToken, decryptionKeys }).catch((error) => error)
      expect(failed).toBeInstanceOf(JoseError)
      expect(failed).toMatchObject({ code: 'decryption_failed' })
    }
  })
})

it('refuses an ID token that is not encrypted, if encryption is required', async () => {
  const { idToken, expected } = await idTokenFor(web)
  const strict = { ...expected, idToken, decryptionKeys: [rsa], requireEncryption: true }
  await expect(validateIdToken(strict)).rejects.toMatchObject({ code: 'encryption_missing' })
})
