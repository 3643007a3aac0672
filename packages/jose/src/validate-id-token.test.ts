import { describe, expect, it } from 'vitest'
import { type ValidateIdTokenRequest, validateIdToken } from './index.ts'
import { clientId, idTokenClaims, issued, issuer, issuerKeys, nowMs, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { refused } from './testing/refused.ts'
import { leftHalf, signed, signedWithSecret } from './testing/tokens.ts'

const nonce = 'n-0S6_WzA2Mj'
const keys = await issuerKeys()

/** Validates an ID token that says what a good one does, `claims` aside, against what is expected, `over` aside. */
async function validate(claims: object = {}, over: object = {}, judged: object = options) {
  const idToken = await issued(idTokenClaims(claims))
  return validateIdToken({ idToken, issuer, clientId, keys, nonce, ...over } as ValidateIdTokenRequest, judged)
}

describe('an ID token (OpenID Connect Core section 2)', () => {
  it('returns its claims and its header', async () => {
    const { claims, header } = await validate({ email: 'alice@example.com', amr: ['pwd'] })
    expect(claims).toEqual(idTokenClaims({ email: 'alice@example.com', amr: ['pwd'] }))
    expect(header).toEqual({ alg: 'RS256', kid: 'rs256' })
  })

  it('accepts any asymmetric algorithm in the list', async () => {
    for (const alg of ['RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']) {
      const key = await testKey(alg)
      const idToken = await signed(idTokenClaims(), key)
      const request = { idToken, issuer, clientId, keys: { keys: [key.publicJwk] }, nonce, algorithms: [alg] }
      expect((await validateIdToken(request, options)).header.alg).toBe(alg)
    }
  })

  for (const claim of ['iss', 'sub', 'aud', 'exp', 'iat']) {
    it(`refuses one without ${claim}`, () => refused(validate({ [claim]: undefined }), 'claim_missing', claim))

    it(`refuses one whose ${claim} is null, an empty list, an object or a boolean`, async () => {
      for (const value of [null, [], {}, true]) await refused(validate({ [claim]: value }), 'claim_invalid', claim)
    })
  }

  it('refuses a sub of length 0, of 256 characters, or that is not ASCII', async () => {
    for (const sub of ['', 'a'.repeat(256), 'alicé', 'ali\u0000ce']) {
      await refused(validate({ sub }), 'claim_invalid', 'sub')
    }
    expect((await validate({ sub: 'a'.repeat(255) })).claims.sub).toHaveLength(255)
  })

  it('refuses an optional claim of the wrong type', async () => {
    const wrong = {
      azp: 1,
      acr: ['1'],
      nonce: 7,
      auth_time: 'yesterday',
      at_hash: 1,
      c_hash: 1,
      s_hash: 1,
    }
    const asked = { acrValues: '1', requireAuthTime: true, accessToken: 'at', code: 'c', state: 's' }
    const [at_hash, c_hash, s_hash] = [await leftHalf('at'), await leftHalf('c'), await leftHalf('s')]
    const right = { acr: '1', auth_time: nowSeconds, at_hash, c_hash, s_hash }
    expect((await validate(right, asked)).claims.sub).toBe('alice')
    for (const [claim, value] of Object.entries(wrong)) {
      await refused(validate({ ...right, [claim]: value }, asked), 'claim_invalid', claim)
    }
  })

  it('returns an unused claim unchanged, whatever its type', async () => {
    for (const claim of [
      'acr',
      'amr',
      'sid',
      'auth_time',
      'at_hash',
      'c_hash',
      's_hash',
      'email',
      'jti',
      'client_id',
    ]) {
      for (const value of [null, 'text', '', true, ['a', 1, null], {}, { a: null }]) {
        expect((await validate({ [claim]: value })).claims[claim]).toEqual(value)
      }
    }
    for (const claim of ['azp', 'nbf']) expect((await validate({ [claim]: null })).claims[claim]).toBeNull()
    expect((await validate({ nonce: null }, { nonce: false })).claims.nonce).toBeNull()
    expect((await validate({ at_hash: null }, { accessToken: 'at' })).claims.at_hash).toBeNull()
  })
})

describe('ID token validation (OpenID Connect Core section 3.1.3.7)', () => {
  it('(2): refuses an issuer that differs in a final slash, in case or in a port', async () => {
    for (const iss of [`${issuer}/`, 'https://AS.example', `${issuer}:443`, 'https://evil.example']) {
      await refused(validate({ iss }), 'claim_mismatch', 'iss')
    }
  })

  it('(3): refuses an aud without the client', async () => {
    for (const aud of ['other', ['other'], ['other', 'another'], `${clientId} other`, clientId.toUpperCase()]) {
      await refused(validate({ aud }), 'claim_mismatch', 'aud')
    }
    const over = { trustedAudiences: ['other'] }
    for (const aud of ['other', ['other']]) await refused(validate({ aud }, over), 'claim_mismatch', 'aud')
  })

  it('(3): accepts an aud that is a list of only the client', async () => {
    expect((await validate({ aud: [clientId] })).claims.aud).toEqual([clientId])
  })

  it('(3): refuses an aud with members that are empty or not strings', async () => {
    for (const aud of [[clientId, 1], [clientId, ''], [[clientId]]]) {
      await refused(validate({ aud }), 'claim_invalid', 'aud')
    }
  })

  it('(3): refuses an additional untrusted audience, even with the right azp', async () => {
    await refused(validate({ aud: [clientId, 'api'], azp: clientId }), 'claim_mismatch', 'aud')
    const trustedAudiences = ['another']
    await refused(validate({ aud: [clientId, 'api'], azp: clientId }, { trustedAudiences }), 'claim_mismatch', 'aud')
  })

  it('(4): requires azp if there are several audiences', async () => {
    const trustedAudiences = ['api']
    const aud = [clientId, 'api']
    await refused(validate({ aud }, { trustedAudiences }), 'claim_missing', 'azp')
    expect((await validate({ aud, azp: clientId }, { trustedAudiences })).claims.azp).toBe(clientId)
  })

  it('(5): refuses an azp that is another client, also with a single audience', async () => {
    await refused(validate({ azp: 'other' }), 'claim_mismatch', 'azp')
    await refused(validate({ azp: '' }), 'claim_invalid', 'azp')
    expect((await validate({ azp: clientId })).claims.azp).toBe(clientId)
  })

  it('(5): accepts an azp in the list of authorized parties, and no other', async () => {
    const authorizedParties = ['android-app', 'ios-app']
    for (const azp of ['android-app', 'ios-app', clientId]) {
      expect((await validate({ azp }, { authorizedParties })).claims.azp).toBe(azp)
    }
    for (const azp of ['other', 'android-app ios-app', 'Android-app', 'android-аpp']) {
      const { message } = await refused(validate({ azp }, { authorizedParties }), 'claim_mismatch', 'azp')
      expect(message).toBe('azp is another client: authorizedParties can allow it')
    }
    await refused(validate({ azp: 'other' }, { authorizedParties: [] }), 'claim_mismatch', 'azp')
    // it is no audience: the token must still be for the client
    await refused(validate({ aud: 'android-app', azp: clientId }, { authorizedParties }), 'claim_mismatch', 'aud')
    await refused(
      validate({ aud: [clientId, 'ios-app'], azp: 'ios-app' }, { authorizedParties }),
      'claim_mismatch',
      'aud',
    )
    const both = { authorizedParties, trustedAudiences: ['ios-app'] }
    expect((await validate({ aud: [clientId, 'ios-app'], azp: 'ios-app' }, both)).claims.azp).toBe('ios-app')
  })

  it('(6): refuses a broken signature in the code flow too', async () => {
    const other = await testKey('RS256', 'stranger')
    const idToken = await signed(idTokenClaims(), other, { kid: 'rs256' })
    await refused(validate({}, { idToken }), 'signature_invalid')
  })

  it('(7): accepts only RS256 by default', async () => {
    const es256 = await testKey('ES256')
    const idToken = await signed(idTokenClaims(), es256)
    await refused(validate({}, { idToken }), 'alg_not_allowed', 'alg')
    expect((await validate({}, { idToken, algorithms: ['ES256'] })).header.alg).toBe('ES256')
    await refused(validate({}, { algorithms: ['ES256'] }), 'alg_not_allowed', 'alg')
  })

  it('(8): accepts HS256 with the client secret, if you ask for it', async () => {
    const clientSecret = 'a secret of at least 32 bytes, shared'
    const idToken = await signedWithSecret(idTokenClaims(), clientSecret)
    const { header } = await validate({}, { idToken, keys: { clientSecret } })
    expect(header.alg).toBe('HS256')
    await refused(validate({}, { idToken, keys: { clientSecret: `${clientSecret}!` } }), 'signature_invalid')
    await refused(validate({}, { idToken, keys: { clientSecret }, algorithms: ['HS512'] }), 'alg_not_allowed', 'alg')
    await refused(validate({}, { keys: { clientSecret } }), 'alg_not_allowed', 'alg')
  })

  it('(8): refuses a secret shorter than the hash (RFC 7518 section 3.2)', async () => {
    const clientSecret = 'x'.repeat(31)
    const idToken = await signedWithSecret(idTokenClaims(), clientSecret)
    await refused(validate({}, { idToken, keys: { clientSecret } }), 'key_too_weak')
    const longEnough = { clientSecret: `${clientSecret}x` }
    const signedByIt = await signedWithSecret(idTokenClaims(), longEnough.clientSecret)
    expect((await validate({}, { idToken: signedByIt, keys: longEnough })).header.alg).toBe('HS256')
  })

  it('(9): refuses an expired one, to the millisecond', async () => {
    const exp = nowSeconds
    await refused(validate({ exp }, {}, { ...options, clockToleranceMs: 0 }), 'expired', 'exp')
    const before = { now: () => nowMs - 1, clockToleranceMs: 0 }
    expect((await validate({ exp }, {}, before)).claims.exp).toBe(exp)
  })

  it('(9): accepts a clock skew of 30 seconds, and no more', async () => {
    expect((await validate({ exp: nowSeconds - 29 })).claims.exp).toBe(nowSeconds - 29)
    const error = await refused(validate({ exp: nowSeconds - 30 }), 'expired', 'exp')
    expect(error.message).toBe('exp was 30 s ago by this clock')
  })

  it('(10): refuses an iat in the future, and says by how much, because the local clock may be wrong (PAIN 12)', async () => {
    const error = await refused(validate({ iat: nowSeconds + 86_400 }), 'issued_in_future', 'iat')
    expect(error.message).toBe('iat is 86400 s in the future by this clock')
    expect((await validate({ iat: nowSeconds + 30 })).claims.iat).toBe(nowSeconds + 30)
    await refused(validate({ iat: nowSeconds + 31 }), 'issued_in_future', 'iat')
  })

  it('(10): refuses an iat more than an hour ago, or than the option allows', async () => {
    const exp = nowSeconds + 1
    const error = await refused(validate({ exp, iat: nowSeconds - 3631 }), 'too_old', 'iat')
    expect(error.message).toBe('iat was 3631 s ago by this clock; 3600 s are allowed')
    expect((await validate({ exp, iat: nowSeconds - 3630 })).claims.exp).toBe(exp)
    await refused(validate({ iat: nowSeconds - 91 }, { maxIssuedAgeMs: 60_000 }), 'too_old', 'iat')
    expect((await validate({ iat: nowSeconds - 30 }, { maxIssuedAgeMs: 0 })).claims.exp).toBe(nowSeconds + 300)
    await refused(validate({ iat: nowSeconds - 31 }, { maxIssuedAgeMs: 0 }), 'too_old', 'iat')
  })

  it('(10): accepts an old one if you ask for it', async () => {
    const iat = nowSeconds - 604_800
    expect((await validate({ iat }, { maxIssuedAgeMs: false })).claims.iat).toBe(iat)
  })

  it('(11): requires the nonce that was sent', async () => {
    await refused(validate({ nonce: undefined }), 'claim_missing', 'nonce')
    await refused(validate({ nonce: 'another' }), 'claim_mismatch', 'nonce')
    await refused(validate({ nonce: '' }), 'claim_invalid', 'nonce')
  })

  it('(11): refuses a nonce if none was sent', async () => {
    await refused(validate({}, { nonce: false }), 'claim_mismatch', 'nonce')
    expect((await validate({ nonce: undefined }, { nonce: false })).claims).not.toHaveProperty('nonce')
  })

  it('(12): requires one of the requested acr values', async () => {
    const acrValues = 'silver gold'
    await refused(validate({}, { acrValues }), 'claim_missing', 'acr')
    await refused(validate({ acr: 'bronze' }, { acrValues }), 'claim_mismatch', 'acr')
    await refused(validate({ acr: 'silver gold' }, { acrValues }), 'claim_mismatch', 'acr')
    expect((await validate({ acr: 'gold' }, { acrValues })).claims.acr).toBe('gold')
    expect((await validate({ acr: 'a b' }, { acrValues: ['a b'] })).claims.acr).toBe('a b')
  })

  it('(13): requires an auth_time within the requested max_age', async () => {
    const maxAgeSeconds = 600
    await refused(validate({}, { maxAgeSeconds }), 'claim_missing', 'auth_time')
    await refused(validate({ auth_time: nowSeconds - 631 }, { maxAgeSeconds }), 'too_old', 'auth_time')
    const auth_time = nowSeconds - 630
    expect((await validate({ auth_time }, { maxAgeSeconds })).claims.auth_time).toBe(auth_time)
    await refused(validate({ auth_time: nowSeconds - 31 }, { maxAgeSeconds: 0 }), 'too_old', 'auth_time')
  })

  it('(13): refuses an auth_time in the future, and a missing one if it is required', async () => {
    await refused(validate({ auth_time: nowSeconds + 31 }), 'issued_in_future', 'auth_time')
    await refused(validate({}, { requireAuthTime: true }), 'claim_missing', 'auth_time')
    await refused(validate({ auth_time: null }, { requireAuthTime: true }), 'claim_invalid', 'auth_time')
  })

  it('requires the expected user if one is given', async () => {
    await refused(validate({}, { expectedSubject: 'bob' }), 'claim_mismatch', 'sub')
    expect((await validate({}, { expectedSubject: 'alice' })).claims.sub).toBe('alice')
  })
})

describe('the hashes in an ID token', () => {
  const accessToken = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'
  const code = 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk'
  const state = 'af0ifjsldkj'

  it('3.1.3.6: at_hash matches a known example', async () => {
    // RS256 and the token of OpenID Connect Core appendix A.3
    const at_hash = '77QmUPtjPfzWtF2AnpK9RQ'
    expect((await validate({ at_hash }, { accessToken })).claims.at_hash).toBe(at_hash)
    const c_hash = 'LDktKdoQak3Pk0cnXxCltA'
    expect((await validate({ c_hash }, { code })).claims.c_hash).toBe(c_hash)
  })

  it('3.1.3.8: refuses an at_hash of another access token, but accepts a missing one in the code flow', async () => {
    const at_hash = await leftHalf('another')
    await refused(validate({ at_hash }, { accessToken }), 'claim_mismatch', 'at_hash')
    expect((await validate({}, { accessToken })).claims).not.toHaveProperty('at_hash')
    // nothing to compare it with
    expect((await validate({ at_hash })).claims.at_hash).toBe(at_hash)
  })

  it('3.1.3.6: uses the hash of the signature algorithm', async () => {
    const hashes = { RS384: 'SHA-384', PS512: 'SHA-512', ES384: 'SHA-384', ES512: 'SHA-512', EdDSA: 'SHA-512' }
    for (const [alg, hash] of Object.entries(hashes)) {
      const key = await testKey(alg)
      const idToken = await signed(idTokenClaims({ at_hash: await leftHalf(accessToken, hash) }), key)
      const over = { idToken, accessToken, keys: { keys: [key.publicJwk] }, algorithms: [alg] }
      expect((await validate({}, over)).header.alg).toBe(alg)
      const wrong = await signed(idTokenClaims({ at_hash: await leftHalf(accessToken) }), key)
      await refused(validate({}, { ...over, idToken: wrong }), 'claim_mismatch', 'at_hash')
    }
  })

  it('3.2.2.9: requires at_hash with an access token from the authorization endpoint', async () => {
    const over = { accessToken, fromAuthorizationEndpoint: true }
    await refused(validate({}, over), 'claim_missing', 'at_hash')
    const at_hash = await leftHalf(accessToken)
    expect((await validate({ at_hash }, over)).claims.at_hash).toBe(at_hash)
  })

  it('3.2.2.1: requires a nonce from the authorization endpoint', async () => {
    const request = validate({ nonce: undefined }, { nonce: false, fromAuthorizationEndpoint: true })
    await expect(request).rejects.toThrow(new TypeError('nonce: pass the nonce: this flow requires one'))
  })

  it('3.3.2.11: requires c_hash with a code, and compares it', async () => {
    await refused(validate({}, { code }), 'claim_missing', 'c_hash')
    await refused(validate({ c_hash: await leftHalf('another') }, { code }), 'claim_mismatch', 'c_hash')
    await refused(validate({ c_hash: 1 }, { code }), 'claim_invalid', 'c_hash')
    const c_hash = await leftHalf(code)
    expect((await validate({ c_hash }, { code, fromAuthorizationEndpoint: true })).claims.c_hash).toBe(c_hash)
  })

  it('FAPI 1.0 Advanced 5.1.1: requires s_hash with a state, and compares it', async () => {
    await refused(validate({}, { state }), 'claim_missing', 's_hash')
    await refused(validate({ s_hash: await leftHalf('another') }, { state }), 'claim_mismatch', 's_hash')
    const s_hash = await leftHalf(state)
    expect((await validate({ s_hash }, { state })).claims.s_hash).toBe(s_hash)
  })
})

describe('a mistake in the arguments of validateIdToken', () => {
  const mistakes: [string, object, string][] = [
    ['no token', { idToken: undefined }, 'idToken: pass a non-empty string'],
    ['an empty issuer', { issuer: '' }, 'issuer: pass a non-empty string'],
    ['no client', { clientId: undefined }, 'clientId: pass a non-empty string'],
    [
      'nothing said of the nonce',
      { nonce: undefined },
      'nonce: pass the nonce of the request, or false if it had none',
    ],
    ['an empty nonce', { nonce: '' }, 'nonce: pass the nonce of the request, or false if it had none'],
    ['a nonce that is no text', { nonce: 5 }, 'nonce: pass the nonce of the request, or false if it had none'],
    ['no keys', { keys: undefined }, 'keys: pass a key cache, { keys: [...] } or { clientSecret }'],
    [
      'keys and a secret',
      { keys: { keys: [], clientSecret: 'x' } },
      'keys: pass a key cache, { keys: [...] } or { clientSecret }',
    ],
    ['an empty secret', { keys: { clientSecret: '' } }, 'keys: pass a key cache, { keys: [...] } or { clientSecret }'],
    ['a secret that is no text', { keys: { clientSecret: 5 } }, 'keys: pass a key cache'],
    [
      'an unknown algorithm with a secret',
      { keys: { clientSecret: 's' }, algorithms: ['X'] },
      'algorithms: pass a list of HS256',
    ],
    ['none as an algorithm', { algorithms: ['none'] }, 'algorithms: pass a list of RS256, RS384'],
    [
      'a secret algorithm with public keys',
      { algorithms: ['RS256', 'HS256'] },
      'algorithms: pass a list of RS256, RS384',
    ],
    [
      'a public algorithm with a secret',
      { keys: { clientSecret: 's' }, algorithms: ['RS256'] },
      'algorithms: pass a list of HS256',
    ],
    ['no algorithm at all', { algorithms: [] }, 'algorithms: pass a list of RS256'],
    ['an algorithm that is not a list', { algorithms: 'RS256' }, 'algorithms: pass a list of RS256'],
    ['audiences that are no list', { trustedAudiences: 'api' }, 'trustedAudiences: pass a list of strings'],
    ['parties that are no list', { authorizedParties: 'app' }, 'authorizedParties: pass a list of strings'],
    ['an age that is none', { maxAgeSeconds: Number.NaN }, 'maxAgeSeconds: pass seconds from 0'],
    ['an age below 0', { maxIssuedAgeMs: -1 }, 'maxIssuedAgeMs: pass milliseconds from 0, or false'],
    [
      'encryption without a key',
      { requireEncryption: true },
      'decryptionKeys: pass the keys that requireEncryption needs',
    ],
    ['a key that is not a list', { decryptionKeys: {} }, 'decryptionKeys: pass a list of private keys'],
    ['RSA1_5', { keyManagementAlgorithms: ['RSA1_5'] }, 'keyManagementAlgorithms: pass a list of RSA-OAEP'],
    [
      'an unknown enc',
      { contentEncryptionAlgorithms: ['A128'] },
      'contentEncryptionAlgorithms: pass a list of A128GCM',
    ],
  ]
  for (const [title, over, message] of mistakes) {
    it(`${title} is a TypeError that names the fix`, async () => {
      const error = await validate({}, over).catch((error) => error)
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message.startsWith(message), error.message).toBe(true)
    })
  }

  it('an invalid clock or an infinite tolerance is one too', async () => {
    const judged: [object, string][] = [
      [{ now: () => Number.NaN }, 'now: pass a function that returns epoch milliseconds'],
      [{ now: 5 }, 'now: pass a function that returns epoch milliseconds'],
      [{ clockToleranceMs: -1 }, 'clockToleranceMs: pass milliseconds from 0'],
      [{ clockToleranceMs: 1 / 0 }, 'clockToleranceMs: pass milliseconds from 0'],
    ]
    for (const [bad, message] of judged) {
      await expect(validate({}, {}, { ...options, ...bad })).rejects.toThrow(new TypeError(message))
    }
  })

  it('a missing request is one too', async () => {
    await expect(validateIdToken(undefined as never)).rejects.toThrow(new TypeError('request: pass an object'))
  })
})

describe('validateIdToken', () => {
  it('uses the system clock by default', async () => {
    const seconds = Math.floor(Date.now() / 1000)
    const times = { iat: seconds, exp: seconds + 60 }
    expect((await validate(times, {}, {})).claims.iat).toBe(seconds)
    await refused(validate({}, {}, {}), 'expired', 'exp')
  })

  it('never writes to its input', async () => {
    const { publicJwk } = await testKey()
    const jwk = { ...publicJwk }
    const idToken = await issued(idTokenClaims())
    const request = Object.freeze({ idToken, issuer, clientId, keys: Object.freeze({ keys: [jwk] }), nonce })
    await validateIdToken(request, Object.freeze({ ...options }))
    expect(jwk).toEqual(publicJwk)
    expect(Object.isFrozen(jwk)).toBe(false)
  })

  it('rejects with the reason of an aborted signal', async () => {
    const reason = new Error('gone')
    await expect(validate({}, {}, { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})
