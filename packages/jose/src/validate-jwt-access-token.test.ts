import { calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { type ValidateJwtAccessTokenRequest, validateJwtAccessToken } from './index.ts'
import { accessTokenClaims, issued, issuer, issuerKeys, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { method, proofBy, url } from './testing/proofs.ts'
import { refused } from './testing/refused.ts'
import { encrypted, sha256, signed, unsigned } from './testing/tokens.ts'

const keys = await issuerKeys()
const audience = 'https://api.example'
const proofKey = await testKey('ES256', 'proof')
const jkt = await calculateJwkThumbprint(proofKey.publicJwk as JWK)
const typ = 'at+jwt'

const validate = (accessToken: string, over: object = {}) =>
  validateJwtAccessToken({ accessToken, issuer, audience, keys, ...over } as ValidateJwtAccessTokenRequest, options)

/** Validates an access token that says what a good one does, `claims` aside. */
const claiming = async (claims: object = {}, over: object = {}) =>
  validate(await issued(accessTokenClaims(claims), { typ }), over)

describe('a JWT access token (RFC 9068 section 4)', () => {
  it('returns its claims and its header', async () => {
    const { claims, header, proof } = await claiming()
    expect(claims).toEqual(accessTokenClaims())
    expect(header).toEqual({ alg: 'RS256', kid: 'rs256', typ })
    expect(proof).toBeUndefined()
  })

  it('is refused as another kind of token, an ID token above all', async () => {
    for (const typ of [undefined, 'JWT', 'logout+jwt', 'dpop+jwt', 'at', 'x-application/at+jwt']) {
      await refused(validate(await issued(accessTokenClaims(), { typ })), 'type_mismatch', 'typ')
    }
    for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT']) {
      expect((await validate(await issued(accessTokenClaims(), { typ }))).header.typ).toBe(typ)
    }
  })

  for (const claim of ['iss', 'exp', 'aud', 'sub', 'iat', 'jti', 'client_id']) {
    it(`is refused without ${claim}`, () => refused(claiming({ [claim]: undefined }), 'claim_missing', claim))

    it(`is refused if its ${claim} has another type`, async () => {
      for (const value of [null, {}, [], true]) await refused(claiming({ [claim]: value }), 'claim_invalid', claim)
    })
  }

  it('is refused from another issuer', async () => {
    for (const iss of ['https://evil.example', `${issuer}/`]) await refused(claiming({ iss }), 'claim_mismatch', 'iss')
  })

  it('is refused for another API', async () => {
    for (const aud of ['https://other.example', [`${audience}/`], ['a', 'b']]) {
      await refused(claiming({ aud }), 'claim_mismatch', 'aud')
    }
    expect((await claiming({ aud: ['a', audience] })).claims.aud).toEqual(['a', audience])
    expect((await claiming({ aud: 'b' }, { audience: ['a', 'b'] })).claims.aud).toBe('b')
  })

  it('is refused if it has expired, is not valid yet, or is from the future', async () => {
    await refused(claiming({ exp: nowSeconds - 30 }), 'expired', 'exp')
    await refused(claiming({ nbf: nowSeconds + 31 }), 'not_yet_valid', 'nbf')
    await refused(claiming({ iat: nowSeconds + 31 }), 'issued_in_future', 'iat')
    // how long it lives is for its issuer to say
    expect((await claiming({ iat: nowSeconds - 604_800 })).claims.jti).toBe('at-1')
  })

  it('may have any asymmetric algorithm, unless there is a list', async () => {
    const es256 = await signed(accessTokenClaims(), await testKey('ES256'), { typ })
    expect((await validate(es256)).header.alg).toBe('ES256')
    await refused(validate(es256, { algorithms: ['RS256'] }), 'alg_not_allowed', 'alg')
    await refused(validate(unsigned(accessTokenClaims(), { typ })), 'alg_not_allowed', 'alg')
  })

  it('is refused if it is signed with another key', async () => {
    const forged = await signed(accessTokenClaims(), await testKey('RS256', 'stranger'), { typ, kid: 'rs256' })
    await refused(validate(forged), 'signature_invalid')
  })

  it('may be encrypted for the API', async () => {
    const key = await testKey('ECDH-ES')
    const token = await encrypted(await issued(accessTokenClaims(), { typ }), key)
    expect((await validate(token, { decryptionKeys: [key.privateJwk] })).claims.sub).toBe('alice')
    await refused(validate(token), 'decryption_failed')
  })

  it('must have all required scopes', async () => {
    for (const requiredScope of ['admin', 'read admin', ['read', 'admin'], ['read write']]) {
      await refused(claiming({}, { requiredScope }), 'scope_insufficient', 'scope')
    }
    await refused(claiming({ scope: undefined }, { requiredScope: 'read' }), 'scope_insufficient', 'scope')
    for (const requiredScope of ['read', 'write read', ['read', 'write'], '', []]) {
      expect((await claiming({}, { requiredScope })).claims.scope).toBe('read write')
    }
    // a list is a second shape of it, and any other shape grants nothing
    expect((await claiming({ scope: ['read', 'write'] }, { requiredScope: 'write' })).claims.scope).toEqual([
      'read',
      'write',
    ])
    await refused(claiming({ scope: ['read write'] }, { requiredScope: 'write' }), 'scope_insufficient', 'scope')
    for (const scope of [null, {}, 5, [null], true]) {
      await refused(claiming({ scope }, { requiredScope: 'read' }), 'scope_insufficient', 'scope')
      expect((await claiming({ scope })).claims.scope).toEqual(scope)
    }
  })

  it('rejects for a mistake in the arguments', async () => {
    const mistakes: [object, string][] = [
      [{ accessToken: undefined }, 'accessToken: pass a non-empty string'],
      [{ mayLack: ['iss'] }, 'mayLack: pass a list of typ, sub, client_id, jti'],
      [{ mayLack: 'sub' }, 'mayLack: pass a list of typ'],
      [{ metadata: 'x' }, 'metadata: pass a discovery document'],
      [{ issuer: undefined }, 'issuer: pass a non-empty string'],
      [{ audience: undefined }, 'audience: pass the name of this API, or a list'],
      [{ audience: '' }, 'audience: pass the name of this API, or a list'],
      [{ audience: ['a', ''] }, 'audience: pass the name of this API, or a list'],
      [{ audience: ['a', 5] }, 'audience: pass the name of this API, or a list'],
      [{ audience: [] }, 'audience: pass the name of this API, or a list'],
      [{ keys: undefined }, 'keys: pass a key cache'],
      [{ algorithms: ['none'] }, 'algorithms: pass a list of RS256'],
    ]
    for (const [over, message] of mistakes) {
      const error = await claiming({}, over).catch((error) => error)
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message.startsWith(message), error.message).toBe(true)
    }
  })
})

describe('an access token that is bound to a key (RFC 9449 sections 6 and 7)', () => {
  /** Presents a token with this `cnf`, and the proof that `make` makes for it. */
  async function present(cnf: unknown, make?: (token: string) => Promise<string | null>, over: object = {}) {
    const token = await issued(accessTokenClaims({ cnf }), { typ })
    return validate(token, { proof: { dpop: await make?.(token), method, url }, ...over })
  }
  const prove = (token: string) => proofBy(proofKey, token)

  it('is accepted with a proof of that key, which is returned', async () => {
    const { claims, proof } = await present({ jkt }, prove)
    expect(claims.cnf).toEqual({ jkt })
    expect(proof).toMatchObject({ thumbprint: jkt, claims: { jti: 'proof-1' } })
  })

  it('is refused without a proof, because anybody could use it', async () => {
    await refused(present({ jkt }), 'proof_missing')
    await refused(
      present({ jkt }, async () => null),
      'proof_missing',
    )
    await refused(
      present({ jkt }, async () => ''),
      'proof_missing',
    )
    await refused(claiming({ cnf: { jkt } }), 'proof_missing')
  })

  it('is refused with a proof of another key, for another token, or without ath', async () => {
    const other = await testKey('ES256', 'other-proof')
    await refused(
      present({ jkt }, (token) => proofBy(other, token)),
      'claim_mismatch',
      'cnf',
    )
    await refused(
      present({ jkt }, () => proofBy(proofKey, 'another')),
      'claim_mismatch',
      'ath',
    )
    await refused(
      present({ jkt }, () => proofBy(proofKey)),
      'claim_missing',
      'ath',
    )
  })

  it('is refused with a proof that is for another request, too old, or replayed', async () => {
    await refused(
      present({ jkt }, (token) => proofBy(proofKey, token, { htm: 'GET' })),
      'claim_mismatch',
      'htm',
    )
    await refused(
      present({ jkt }, (token) => proofBy(proofKey, token, { iat: nowSeconds - 400 })),
      'too_old',
      'iat',
    )
    const token = await issued(accessTokenClaims({ cnf: { jkt } }), { typ })
    const proof = { dpop: await prove(token), method, url, isReplay: () => true }
    await refused(validate(token, { proof }), 'replayed', 'jti')
    await refused(validate(token, { proof: { ...proof, nonce: 'n1' } }), 'claim_missing', 'nonce')
  })

  it('distinguishes an invalid proof from an invalid token', async () => {
    const { code, aboutProof } = await refused(
      present({ jkt }, () => proofBy(proofKey)),
      'claim_missing',
      'ath',
    )
    expect({ code, aboutProof }).toEqual({ code: 'claim_missing', aboutProof: true })
    expect(await refused(present({ jkt }), 'proof_missing')).not.toHaveProperty('aboutProof')
    const mistake = present({ jkt }, prove, { proof: { dpop: 'a.b.c', method: '', url } })
    await expect(mistake).rejects.toThrow(new TypeError('method: pass a non-empty string'))
  })

  it("is compared with the proof, whatever the caller's options say", async () => {
    const token = await issued(accessTokenClaims({ cnf: { jkt } }), { typ })
    const other = await testKey('ES256', 'other-proof')
    const thumbprint = await calculateJwkThumbprint(other.publicJwk as JWK)
    const proof = { dpop: await proofBy(other, 'another'), method, url, accessToken: 'another', thumbprint }
    await refused(validate(token, { proof }), 'claim_mismatch', 'ath')
  })

  it('is refused with a proof if it is not bound', async () => {
    await refused(present(undefined, prove), 'proof_unexpected')
    expect((await present(undefined)).claims.sub).toBe('alice')
  })

  it("is refused if it isn't bound and binding is required", async () => {
    await refused(claiming({}, { requireBinding: true }), 'binding_missing', 'cnf')
    expect((await present({ jkt }, prove, { requireBinding: true })).claims.sub).toBe('alice')
  })

  it('is refused with an unknown confirmation method, or with several', async () => {
    const x5t = { 'x5t#S256': 'thumbprint' }
    for (const cnf of [
      {},
      [],
      'jkt',
      { jwk: {} },
      { kid: 'k' },
      { jkt, ...x5t },
      { jkt, x: 1 },
      { jkt: 1 },
      { jkt: '' },
    ]) {
      await refused(present(cnf, prove), 'claim_invalid', 'cnf')
    }
  })

  it('RFC 8705 section 3: is refused without the certificate it is bound to', async () => {
    const certificateThumbprint = await sha256('certificate')
    const cnf = { 'x5t#S256': certificateThumbprint }
    await refused(claiming({ cnf }), 'proof_missing')
    await refused(claiming({ cnf }, { certificateThumbprint: await sha256('another') }), 'claim_mismatch', 'cnf')
    await refused(present(cnf, prove, { certificateThumbprint }), 'proof_unexpected')
    const over = { certificateThumbprint, requireBinding: true }
    expect((await claiming({ cnf }, over)).claims.cnf).toEqual(cnf)
    // a certificate of the connection is no promise of the token's
    expect((await claiming({}, { certificateThumbprint })).claims.sub).toBe('alice')
  })
})
