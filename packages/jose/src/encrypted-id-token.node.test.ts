// in Node only: of 200 texts, WebKitGTK 2.50 can't decrypt one that it encrypted with RSA-OAEP itself; ECDH-ES is tested in all engines
import { describe, expect, it } from 'vitest'
import { type ValidateIdTokenRequest, validateIdToken } from './index.ts'
import { clientId, idTokenClaims, issued, issuer, issuerKeys, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { refused } from './testing/refused.ts'
import { encrypted, part, signed, unsigned } from './testing/tokens.ts'

const nonce = 'n-0S6_WzA2Mj'
const keys = await issuerKeys()
const rsa = await testKey('RSA-OAEP')
const ecdh = await testKey('ECDH-ES')
const decryptionKeys = [rsa.privateJwk, ecdh.privateJwk]
const inside = await issued(idTokenClaims())

const validate = (idToken: string, over: object = {}) =>
  validateIdToken(
    { idToken, issuer, clientId, keys, nonce, decryptionKeys, ...over } as ValidateIdTokenRequest,
    options,
  )

describe('an encrypted ID token (OpenID Connect Core section 10.2)', () => {
  it('is decrypted, and the signed one inside is validated', async () => {
    const { claims, header } = await validate(await encrypted(inside, rsa))
    expect(claims.sub).toBe('alice')
    expect(header).toEqual({ alg: 'RS256', kid: 'rs256' })
  })

  it('may be encrypted with any safe algorithm', async () => {
    for (const alg of ['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512']) {
      const key = await testKey(alg)
      expect((await validate(await encrypted(inside, key), { decryptionKeys: [key.privateJwk] })).claims.sub).toBe(
        'alice',
      )
    }
    for (const alg of ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW']) {
      const key = await testKey(alg)
      expect((await validate(await encrypted(inside, key), { decryptionKeys: [key.privateJwk] })).claims.sub).toBe(
        'alice',
      )
    }
    for (const enc of ['A128GCM', 'A256GCM', 'A128CBC-HS256', 'A256CBC-HS512']) {
      expect((await validate(await encrypted(inside, rsa, { enc }))).claims.sub).toBe('alice')
    }
  })

  it('is decrypted by a CryptoKey, with a kid or without', async () => {
    const token = await encrypted(inside, rsa)
    const { privateKey: key, kid } = rsa
    for (const given of [key, { key }, { key, kid }]) {
      expect((await validate(token, { decryptionKeys: [given] })).claims.sub).toBe('alice')
    }
    const unfit = [{ key, kid: 'another' }, ecdh.privateKey, { key: ecdh.privateKey }]
    for (const given of unfit) await refused(validate(token, { decryptionKeys: [given] }), 'decryption_failed')
  })

  it('is decrypted by any matching key, for key rotation', async () => {
    const old = await testKey('RSA-OAEP', 'old')
    const withoutKid = await encrypted(inside, old, { kid: undefined })
    expect((await validate(withoutKid, { decryptionKeys: [...decryptionKeys, old.privateJwk] })).claims.sub).toBe(
      'alice',
    )
    const error = await refused(validate(withoutKid), 'decryption_failed')
    expect(error.message).toBe('none of 2 keys decrypts it')
  })

  it('is not decrypted by a key for another use', async () => {
    const token = await encrypted(inside, rsa)
    for (const about of [{ use: 'sig' }, { alg: 'RSA-OAEP-256' }, { kid: 'another' }]) {
      await refused(validate(token, { decryptionKeys: [{ ...rsa.privateJwk, ...about }] }), 'decryption_failed')
    }
    const { use, alg, kid, ...bare } = rsa.privateJwk
    expect((await validate(token, { decryptionKeys: [bare] })).claims.sub).toBe('alice')
  })

  it('is refused if there is no key', async () => {
    const token = await encrypted(inside, rsa)
    await refused(validate(token, { decryptionKeys: undefined }), 'decryption_failed')
  })

  it('is refused if its algorithms are not allowed', async () => {
    const token = await encrypted(inside, rsa)
    await refused(validate(token, { keyManagementAlgorithms: ['RSA-OAEP-256'] }), 'alg_not_allowed')
    await refused(validate(token, { contentEncryptionAlgorithms: ['A256GCM'] }), 'alg_not_allowed')
    const over = { keyManagementAlgorithms: ['RSA-OAEP'], contentEncryptionAlgorithms: ['A128GCM'] }
    expect((await validate(token, over)).claims.sub).toBe('alice')
  })

  it('is refused with RSA1_5, a password, a shared secret or no algorithm', async () => {
    const [, ...rest] = (await encrypted(inside, rsa)).split('.')
    for (const alg of ['RSA1_5', 'PBES2-HS256+A128KW', 'dir', 'A128KW', 'A256GCMKW', 'none']) {
      const token = [part({ alg, enc: 'A128GCM', kid: rsa.kid }), ...rest].join('.')
      await refused(validate(token), 'alg_not_allowed')
    }
    await refused(validate([part({ enc: 'A128GCM' }), ...rest].join('.')), 'jwt_malformed', 'alg')
    await refused(validate([part({ alg: 'RSA-OAEP' }), ...rest].join('.')), 'alg_not_allowed')
  })

  it('is refused if the token inside is unsigned or its signature is invalid', async () => {
    await refused(validate(await encrypted(unsigned(idTokenClaims()), rsa)), 'alg_not_allowed', 'alg')
    const stranger = await testKey('RS256', 'stranger')
    const forged = await signed(idTokenClaims(), stranger, { kid: 'rs256' })
    await refused(validate(await encrypted(forged, rsa)), 'signature_invalid')
  })

  it('is refused if it contains no signed token, or is encrypted twice', async () => {
    await refused(validate(await encrypted(JSON.stringify(idTokenClaims()), rsa, { cty: undefined })), 'jwt_malformed')
    await refused(validate(await encrypted(await encrypted(inside, ecdh), rsa)), 'jwt_malformed')
  })

  it("is refused if cty isn't JWT, but accepted without a cty", async () => {
    const cty = 'application/json'
    await refused(validate(await encrypted(inside, rsa, { cty })), 'type_mismatch', 'cty')
    for (const cty of ['jwt', 'application/JWT', undefined]) {
      expect((await validate(await encrypted(inside, rsa, { cty }))).claims.sub).toBe('alice')
    }
    await refused(validate(await encrypted(inside, rsa, { cty: 'jwt+x' })), 'type_mismatch', 'cty')
    await refused(validate(await encrypted(inside, rsa, { cty: 'x/jwt' })), 'type_mismatch', 'cty')
  })

  it('is refused if it is compressed, because that may be a bomb (RFC 8725 section 3.6)', async () => {
    const [, ...rest] = (await encrypted(inside, rsa)).split('.')
    const header = part({ alg: 'RSA-OAEP', enc: 'A128GCM', zip: 'DEF' })
    await refused(validate([header, ...rest].join('.')), 'header_unsupported', 'zip')
  })

  it('is required if the client is registered for encryption', async () => {
    await refused(validate(inside, { requireEncryption: true }), 'encryption_missing')
    const token = await encrypted(inside, rsa)
    expect((await validate(token, { requireEncryption: true })).claims.sub).toBe('alice')
    expect((await validate(inside)).claims.sub).toBe('alice')
  })

  it("doesn't change the keys", async () => {
    const jwk = { ...rsa.privateJwk }
    await validate(await encrypted(inside, rsa), { decryptionKeys: Object.freeze([jwk]) })
    expect(jwk).toEqual(rsa.privateJwk)
    expect(Object.isFrozen(jwk)).toBe(false)
  })
})
