import { calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { type TokenUse, type ValidateDPoPProofRequest, validateDPoPProof } from './index.ts'
import { nowMs, nowSeconds, options } from './testing/issuer.ts'
import { type TestKey, testKey, weakKey } from './testing/keys.ts'
import { method, proofBy, url } from './testing/proofs.ts'
import { refused } from './testing/refused.ts'
import { sha256, signedAs, signedWithSecret, unsigned } from './testing/tokens.ts'

const key = await testKey('ES256', 'proof')
const thumbprintOf = (key: TestKey) => calculateJwkThumbprint(key.publicJwk as JWK)

const validate = (dpop: string, over: object = {}, judged: object = options) =>
  validateDPoPProof({ dpop, method, url, ...over } as ValidateDPoPProofRequest, judged)

/** Validates a proof with these claims and headers, the good ones aside. */
const claiming = async (claims: object, over: object = {}) => validate(await proofBy(key, undefined, claims), over)
const headed = async (header: object, over: object = {}) => validate(await proofBy(key, undefined, {}, header), over)

describe('a DPoP proof (RFC 9449 section 4.3)', () => {
  it('returns its claims, its header and the thumbprint of its key', async () => {
    const { claims, header, thumbprint } = await claiming({})
    expect(claims).toEqual({ jti: 'proof-1', htm: method, htu: url, iat: nowSeconds - 1 })
    expect(header).toMatchObject({ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty: 'EC' } })
    expect(thumbprint).toBe(await thumbprintOf(key))
  })

  it('accepts every asymmetric algorithm', async () => {
    for (const alg of ['RS256', 'PS256', 'ES384', 'ES512', 'EdDSA']) {
      const other = await testKey(alg)
      expect((await validate(await proofBy(other))).thumbprint).toBe(await thumbprintOf(other))
    }
  })

  it('(2): is refused if it is not a well-formed JWT, or if there are two', async () => {
    const good = await proofBy(key)
    for (const dpop of ['a', 'a.b.c', `${good}, ${good}`, `${good},${good}`, `${good}=`, `${good}.a.b`]) {
      await refused(validate(dpop), 'jwt_malformed')
    }
    const { message } = await refused(validate(`${good}.AAAA.AAAA`), 'jwt_malformed')
    expect(message).toBe('it is not a signed JWT')
  })

  for (const claim of ['jti', 'htm', 'htu', 'iat']) {
    it(`(3): is refused without ${claim}`, () => refused(claiming({ [claim]: undefined }), 'claim_missing', claim))
  }

  it('(3): is refused if a claim is not a string or is empty', async () => {
    for (const claim of ['jti', 'htm', 'htu']) {
      for (const value of ['', 1, null, ['x']]) await refused(claiming({ [claim]: value }), 'claim_invalid', claim)
    }
    await refused(claiming({ iat: `${nowSeconds}` }), 'claim_invalid', 'iat')
  })

  it('(4): is refused as another kind of token', async () => {
    for (const typ of [undefined, 'JWT', 'at+jwt', 'dpop']) await refused(headed({ typ }), 'type_mismatch', 'typ')
    expect((await headed({ typ: 'application/DPoP+JWT' })).claims.jti).toBe('proof-1')
  })

  it('(5): is refused if it is unsigned, signed with a secret, or has another algorithm', async () => {
    const claims = { jti: 'proof-1', htm: method, htu: url, iat: nowSeconds }
    const { publicJwk: jwk } = key
    const header = { typ: 'dpop+jwt', jwk }
    await refused(validate(unsigned(claims, header)), 'alg_not_allowed', 'alg')
    await refused(validate(await signedWithSecret(claims, JSON.stringify(jwk), header)), 'alg_not_allowed', 'alg')
    await refused(claiming({}, { algorithms: ['RS256', 'EdDSA'] }), 'alg_not_allowed', 'alg')
    expect((await claiming({}, { algorithms: ['ES256'] })).header.alg).toBe('ES256')
  })

  it("(6): is refused if its signature doesn't match its jwk", async () => {
    const { publicJwk: jwk } = await testKey('ES256', 'other-proof')
    await refused(headed({ jwk }), 'signature_invalid')
  })

  it('(6): is refused without a key, or with one for another algorithm', async () => {
    const rsa = await testKey()
    const ec384 = await testKey('ES384')
    for (const jwk of [undefined, null, 'key', [], {}, rsa.publicJwk, ec384.publicJwk]) {
      await refused(headed({ jwk }), 'key_invalid', 'jwk')
    }
    await refused(headed({ jwk: { kty: 'EC', crv: 'P-256' } }), 'key_invalid')
    await refused(validate(await proofBy(rsa, undefined, {}, { jwk: key.publicJwk })), 'key_invalid', 'jwk')
    const weak = await weakKey()
    await refused(validate(await proofBy(weak)), 'key_too_weak')
  })

  it('(7): is refused if its jwk is a private key', async () => {
    const { use, kid, alg, ...jwk } = key.privateJwk
    await refused(headed({ jwk }), 'key_invalid', 'jwk')
    const rsa = await testKey()
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']) {
      const proof = await proofBy(rsa, undefined, {}, { jwk: { ...rsa.publicJwk, [member]: 'AA' } })
      await refused(validate(proof), 'key_invalid', 'jwk')
    }
  })

  it('(8): is refused for another method, or one in another case', async () => {
    for (const htm of ['GET', 'post', 'Post', 'POST ']) await refused(claiming({ htm }), 'claim_mismatch', 'htm')
  })

  it('(9): is refused for another URL', async () => {
    const others = ['https://api.example/', 'https://evil.example/orders', 'http://api.example/orders', `${url}/`]
    for (const htu of [
      ...others,
      `${url}/1`,
      'https://api.example/ORDERS',
      'https://api.example:444/orders',
      '/orders',
      'no url',
    ]) {
      await refused(claiming({ htu }), 'claim_mismatch', 'htu')
    }
  })

  it('(9): accepts the URL in another spelling, and ignores query and fragment', async () => {
    for (const htu of ['https://API.example:443/orders', 'HTTPS://api.example/x/../orders', `${url}?a=1#b`]) {
      expect((await claiming({ htu })).claims.htu).toBe(htu)
    }
    expect((await claiming({}, { url: new URL(`${url}?page=2#top`) })).claims.htu).toBe(url)
  })

  const base = 'https://api.example'
  const same: [what: string, htu: string, url: string][] = [
    ['the case of the scheme and the host', 'HTTPS://API.Example/orders', `${base}/orders`],
    ['the default port', `${base}:443/orders`, `${base}/orders`],
    ['the default port of http', 'http://localhost:80/orders', 'http://localhost/orders'],
    ['a port that is empty, or has zeros in front', `${base}:/orders`, `${base}:0443/orders`],
    ['an empty path', base, `${base}/`],
    ['an empty path before a query', `${base}?a=1`, `${base}/#top`],
    ['dot segments', `${base}/./a/../orders`, `${base}/orders`],
    ['dot segments above the root, and at the end', `${base}/../a/b/..`, `${base}/a/`],
    ['dot segments in percent-encoding', `${base}/a/%2e%2E/%2E/orders`, `${base}/orders`],
    ['the case of percent-encoding', `${base}/caf%c3%a9%2f`, `${base}/caf%C3%A9%2F`],
    ['letters and digits in percent-encoding', `${base}/%6F%72ders%31`, `${base}/orders1`],
    ['other unreserved characters', `${base}/%2d%2E%5f%7E%7e`, `${base}/-._~~`],
    ['what is no percent-encoding', `${base}/100%`, `${base}/100%`],
  ]
  it.each(same)('(9): accepts %s as the same (RFC 3986 section 6.2.2, 6.2.3)', async (_, one, other) => {
    expect((await claiming({ htu: one }, { url: other })).claims.htu).toBe(one)
    expect((await claiming({ htu: other }, { url: one })).claims.htu).toBe(other)
  })

  const different: [what: string, htu: string, url: string][] = [
    ['the case of the path', `${base}/Orders`, `${base}/orders`],
    ['a slash at the end', `${base}/orders/`, `${base}/orders`],
    ['a slash that is doubled', `${base}//orders`, `${base}/orders`],
    ['a slash in percent-encoding', `${base}/a%2Fb`, `${base}/a/b`],
    ['other reserved characters', `${base}/a%3Ab%40%21`, `${base}/a:b@!`],
    ['a question mark in percent-encoding', `${base}/orders%3Fa`, `${base}/orders?a`],
    ['what is encoded twice', `${base}/%2541`, `${base}/%41`],
    ['a null byte', `${base}/orders%00`, `${base}/orders`],
    ['the scheme', 'http://api.example/orders', `${base}/orders`],
    ['the port', `${base}:80/orders`, `${base}/orders`],
    ['a dot behind the host', 'https://api.example./orders', `${base}/orders`],
    ['a user', 'https://api.example@evil.example/orders', `${base}/orders`],
    ['a user of the same host', 'https://user@api.example/orders', `${base}/orders`],
  ]
  it.each(different)('(9): refuses a difference in %s', async (_, one, other) => {
    await refused(claiming({ htu: one }, { url: other }), 'claim_mismatch', 'htu')
    await refused(claiming({ htu: other }, { url: one }), 'claim_mismatch', 'htu')
  })

  it('(9): refuses an invalid URI, even if browsers would repair it', async () => {
    const odd = [' https://api.example/orders', 'https://api.example/orders\n', 'https://api.ex\tample/orders']
    for (const htu of [
      ...odd,
      'https:\\\\api.example\\orders',
      'https://ａpi.example/orders',
      'https:api.example/orders',
    ]) {
      await refused(claiming({ htu }), 'claim_mismatch', 'htu')
    }
  })

  it('(10): requires one of the current nonces, if there are any', async () => {
    await refused(claiming({}, { nonce: 'n1' }), 'claim_missing', 'nonce')
    await refused(claiming({ nonce: 'n0' }, { nonce: ['n1', 'n2'] }), 'claim_mismatch', 'nonce')
    await refused(claiming({ nonce: 'n1' }, { nonce: [] }), 'claim_mismatch', 'nonce')
    for (const nonce of ['n2', ['n1', 'n2']])
      expect((await claiming({ nonce: 'n2' }, { nonce })).claims.nonce).toBe('n2')
    expect((await claiming({ nonce: 'n9' })).claims.nonce).toBe('n9')
  })

  it('(11): is refused if it is too old or from the future, with the difference in the message (PAIN 12)', async () => {
    const late = await refused(claiming({ iat: nowSeconds - 331 }), 'too_old', 'iat')
    expect(late.message).toBe('iat was 331 s ago by this clock; 300 s are allowed')
    const early = await refused(claiming({ iat: nowSeconds + 31 }), 'issued_in_future', 'iat')
    expect(early.message).toBe('iat is 31 s in the future by this clock')
    expect((await claiming({ iat: nowSeconds - 330 })).claims.iat).toBe(nowSeconds - 330)
    await refused(claiming({ iat: nowSeconds - 91 }, { maxIssuedAgeMs: 60_000 }), 'too_old', 'iat')
  })

  it('(11): is refused after its own exp, and before its nbf', async () => {
    await refused(claiming({ exp: nowSeconds - 60 }), 'expired', 'exp')
    await refused(claiming({ nbf: nowSeconds + 60 }), 'not_yet_valid', 'nbf')
  })

  it('(12): requires the hash of the access token', async () => {
    const accessToken = 'the-access-token'
    const over = { accessToken, thumbprint: await thumbprintOf(key) }
    await refused(claiming({}, over), 'claim_missing', 'ath')
    await refused(claiming({ ath: await sha256('another') }, over), 'claim_mismatch', 'ath')
    expect((await validate(await proofBy(key, accessToken), over)).claims.ath).toBe(await sha256(accessToken))
  })

  it('(12): requires the key that the token is bound to', async () => {
    const other = await testKey('ES256', 'other-proof')
    await refused(claiming({}, { thumbprint: await thumbprintOf(other) }), 'claim_mismatch', 'cnf')
    expect((await claiming({}, { thumbprint: await thumbprintOf(key) })).claims.jti).toBe('proof-1')
    const accessToken = 'the-access-token'
    const proof = await proofBy(key, accessToken)
    // a thief has the token, and a key of his own
    await refused(validate(proof, { accessToken, thumbprint: await thumbprintOf(other) }), 'claim_mismatch', 'cnf')
    expect((await validate(proof, { accessToken, thumbprint: false })).claims.jti).toBe('proof-1')
  })

  it('11.1: is refused when replayed, and what is remembered has the key, the jti and the expiry', async () => {
    const seen = new Map<string, number>()
    const isReplay = ({ id, expiresAt }: TokenUse) => seen.has(id) || !seen.set(id, expiresAt)
    expect((await claiming({}, { isReplay })).claims.jti).toBe('proof-1')
    expect([...seen]).toEqual([[expect.stringMatching(/^[\w-]{43}$/), nowMs - 1000 + 300_000 + 30_000]])
    await refused(claiming({}, { isReplay }), 'replayed', 'jti')
    expect((await claiming({ jti: 'proof-2' }, { isReplay })).claims.jti).toBe('proof-2')
    const other = await testKey('ES256', 'other-proof')
    expect((await validate(await proofBy(other), { isReplay })).claims.jti).toBe('proof-1')
  })

  it('11.1: calls the replay check last, and requires its answer', async () => {
    const isReplay = () => expect.fail('asked')
    await refused(claiming({ htm: 'GET' }, { isReplay }), 'claim_mismatch', 'htm')
    await refused(claiming({}, { nonce: 'n1', isReplay }), 'claim_missing', 'nonce')
    await refused(claiming({}, { isReplay: async () => undefined }), 'replayed', 'jti')
    expect((await claiming({}, { isReplay: async () => false })).claims.jti).toBe('proof-1')
  })

  it('rejects for a mistake in the arguments', async () => {
    const mistakes: [object, string][] = [
      [{ dpop: undefined }, 'dpop: pass a non-empty string'],
      [{ accessToken: 'at' }, 'thumbprint: pass the cnf.jkt of the access token, or false to compare it yourself'],
      [{ accessToken: 'at', thumbprint: '' }, 'thumbprint: pass the cnf.jkt of the access token'],
      [{ thumbprint: null }, 'thumbprint: pass the cnf.jkt of the access token'],
      [{ method: undefined }, 'method: pass a non-empty string'],
      [{ url: '/orders' }, 'url: pass an absolute URL'],
      [{ url: undefined }, 'url: pass an absolute URL'],
      [{ algorithms: ['HS256'] }, 'algorithms: pass a list of RS256'],
      [{ algorithms: ['ES256', 'HS256'] }, 'algorithms: pass a list of RS256, RS384'],
      [{ algorithms: 'ES256' }, 'algorithms: pass a list of RS256'],
      [{ maxIssuedAgeMs: -1 }, 'maxIssuedAgeMs: pass milliseconds from 0'],
      [{ accessToken: null }, 'accessToken: pass a string'],
      [{ nonce: '' }, 'nonce: pass one, or a list'],
      [{ nonce: [1] }, 'nonce: pass one, or a list'],
    ]
    for (const [over, message] of mistakes) {
      const error = await claiming({}, over).catch((error) => error)
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message.startsWith(message), error.message).toBe(true)
    }
  })

  it('refuses a critical header', async () => {
    await refused(headed({ crit: ['exp'] }), 'header_unsupported', 'crit')
    const { publicJwk: jwk } = key
    const twice = `{"alg":"ES256","typ":"dpop+jwt","typ":"dpop+jwt","jwk":${JSON.stringify(jwk)}}`
    await refused(validate(await signedAs(twice, {}, key)), 'jwt_malformed')
  })
})
