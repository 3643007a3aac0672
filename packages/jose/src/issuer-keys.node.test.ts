import type { PublicKey } from 'grantkit'
import { describe, expect, it } from 'vitest'
import { type KeySource, validateIdToken } from './index.ts'
import { clientId, idTokenClaims, issuer, keyServer, nowMs, options } from './testing/issuer.ts'
import { testKey, weakKey } from './testing/keys.ts'
import { refused } from './testing/refused.ts'
import { signed } from './testing/tokens.ts'

const nonce = 'n-0S6_WzA2Mj'
const rsa = await testKey()
const second = await testKey('RS256', 'second')
const es256 = await testKey('ES256')
const token = await signed(idTokenClaims(), rsa)
const withoutKid = await signed(idTokenClaims(), rsa, { kid: undefined })

const validate = (idToken: string, keys: KeySource | PublicKey[], algorithms = ['RS256', 'ES256', 'PS256']) => {
  const source = Array.isArray(keys) ? { keys } : keys
  return validateIdToken({ idToken, issuer, clientId, keys: source, nonce, algorithms }, options)
}

/** The key, with `members` changed or, if they are undefined, left out. */
function changed({ publicJwk }: { publicJwk: PublicKey }, members: object): PublicKey {
  return JSON.parse(JSON.stringify({ ...publicJwk, ...members }))
}

describe('the choice of a key (RFC 7515 appendix D, OpenID Connect Core section 10.1)', () => {
  it('uses the kid', async () => {
    const others = [second.publicJwk, es256.publicJwk]
    expect((await validate(token, [...others, rsa.publicJwk])).header.kid).toBe('rs256')
    await refused(validate(token, others), 'key_not_found')
    await refused(validate(token, []), 'key_not_found')
    await refused(validate(token, [null, 'key'] as never), 'key_not_found')
    await refused(validate(token, [changed(rsa, { kid: undefined })]), 'key_not_found')
  })

  it('needs no kid if only one key fits, and refuses the token if several do', async () => {
    expect((await validate(withoutKid, [es256.publicJwk, rsa.publicJwk])).claims.sub).toBe('alice')
    const error = await refused(validate(withoutKid, [rsa.publicJwk, second.publicJwk]), 'key_ambiguous')
    expect(error.message).toBe('2 keys fit, and kid does not tell them apart')
    await refused(validate(token, [rsa.publicJwk, changed(second, { kid: 'rs256' })]), 'key_ambiguous')
  })

  it('accepts a key that is published twice, but not two keys with one kid', async () => {
    const renewed = changed(rsa, { x5c: ['new'], x5t: 'new', alg: undefined })
    expect((await validate(token, [rsa.publicJwk, renewed, changed(rsa, {})])).header.kid).toBe('rs256')
    expect((await validate(withoutKid, [rsa.publicJwk, changed(rsa, { kid: 'again' })])).claims.sub).toBe('alice')
    for (const twice of [
      [rsa.publicJwk, changed(second, { kid: 'rs256' })],
      [rsa.publicJwk, changed(rsa, { e: 'Aw' })],
    ]) {
      await refused(validate(token, twice), 'key_ambiguous')
    }
  })

  it('treats a null or empty member as absent', async () => {
    for (const name of ['use', 'alg', 'key_ops', 'x5u', 'x5c', 'x5t', 'crv', 'd']) {
      expect((await validate(token, [changed(rsa, { [name]: null })])).header.kid, name).toBe('rs256')
    }
    for (const name of ['use', 'alg', 'x5u', 'x5t']) {
      expect((await validate(token, [changed(rsa, { [name]: '' })])).header.kid, name).toBe('rs256')
    }
  })

  it('names the wrong member', async () => {
    const messageOf = async (...keys: PublicKey[]) => (await refused(validate(token, keys), 'key_not_found')).message
    const far = changed(second, { kid: 'another' })
    expect(await messageOf()).toBe('none of 0 keys is for RS256')
    expect(await messageOf(far, far)).toBe('none of 2 keys is for RS256: they differ in kid')
    for (const [member, value] of Object.entries({ kty: 'EC', use: 'enc', alg: 'RS512', key_ops: ['sign'] })) {
      const message = `none of 2 keys is for RS256: they differ in ${member}`
      expect(await messageOf(far, changed(rsa, { [member]: value }))).toBe(message)
    }
  })

  it('ignores keys for another use', async () => {
    for (const about of [
      { use: 'enc' },
      { alg: 'RS512' },
      { alg: 'PS256' },
      { key_ops: ['encrypt'] },
      { kty: 'EC' },
      { key_ops: 'verify' },
    ]) {
      const other = changed(second, { kid: undefined, ...about })
      await refused(validate(withoutKid, [other]), 'key_not_found')
      expect((await validate(withoutKid, [other, rsa.publicJwk])).claims.sub).toBe('alice')
    }
  })

  it('accepts keys without a use, or for this use', async () => {
    for (const about of [
      { use: undefined, alg: undefined },
      { key_ops: ['verify'], use: undefined },
    ]) {
      expect((await validate(token, [changed(rsa, about)])).header.kid).toBe('rs256')
    }
  })

  it('requires the curve of the algorithm', async () => {
    const es384 = await testKey('ES384')
    const signedBy384 = await signed(idTokenClaims(), es384, { alg: 'ES256' })
    await refused(validate(signedBy384, [changed(es384, { alg: undefined })]), 'key_not_found')
    const x25519 = { kty: 'OKP', crv: 'X25519', x: 'AAAA' }
    const ed = await testKey('EdDSA')
    await refused(validate(await signed(idTokenClaims(), ed, { kid: undefined }), [x25519], ['EdDSA']), 'key_not_found')
  })

  it('treats EdDSA and Ed25519 as one algorithm (RFC 9864)', async () => {
    const ed = await testKey('EdDSA')
    const byNewName = await signed(idTokenClaims(), ed, { alg: 'Ed25519' })
    expect((await validate(byNewName, [ed.publicJwk], ['Ed25519'])).header.alg).toBe('Ed25519')
    await refused(validate(byNewName, [ed.publicJwk], ['EdDSA']), 'alg_not_allowed', 'alg')
    for (const alg of ['ES256', 'unknown']) {
      await refused(validate(byNewName, [changed(ed, { alg })], ['Ed25519']), 'key_not_found')
    }
  })

  it('uses one RSA key for RS256 and for PS256 if the key does not say which', async () => {
    const ps256 = await testKey('PS256', 'both')
    const both = changed(ps256, { alg: undefined })
    expect((await validate(await signed(idTokenClaims(), ps256), [both])).header.alg).toBe('PS256')
    await refused(validate(await signed(idTokenClaims(), ps256, { alg: 'RS256' }), [both]), 'signature_invalid')
  })

  it('refuses an RSA key of fewer than 2048 bits (RFC 7518 section 3.3)', async () => {
    const weak = await weakKey()
    const error = await refused(validate(await signed(idTokenClaims(), weak), [weak.publicJwk]), 'key_too_weak')
    expect(error.message).toBe('the key is not an RSA key of 2048 to 16384 bits with odd n, and odd e above 1')
  })

  it('refuses a malformed key without showing it', async () => {
    for (const members of [{ n: undefined }, { e: undefined }]) {
      await refused(validate(token, [changed(rsa, members)]), 'key_invalid')
    }
  })

  it('verifies with the public half of a published private key', async () => {
    expect((await validate(token, [rsa.privateJwk as PublicKey])).claims.sub).toBe('alice')
  })

  it('notices a change of a key object since its last use', async () => {
    const jwk = changed(rsa, {})
    await validate(token, [jwk])
    Object.assign(jwk, { n: second.publicJwk.n })
    await refused(validate(token, [jwk]), 'signature_invalid')
    Object.assign(jwk, { n: rsa.publicJwk.n })
    expect((await validate(token, [jwk])).claims.sub).toBe('alice')
  })

  it('imports a key once for all tokens of an algorithm', async () => {
    const jwk = changed(rsa, { alg: undefined })
    let imports = 0
    const { importKey } = crypto.subtle
    crypto.subtle.importKey = (...args: never[]) => {
      imports++
      return (importKey as (...args: never[]) => Promise<CryptoKey>).apply(crypto.subtle, args)
    }
    try {
      for (let times = 0; times < 3; times++) await validate(token, [jwk])
      expect(imports).toBe(1)
      await refused(validate(await signed(idTokenClaims(), rsa, { alg: 'PS256' }), [jwk]), 'signature_invalid')
      expect(imports).toBe(2)
    } finally {
      Reflect.deleteProperty(crypto.subtle, 'importKey')
    }
  })
})

describe('keys from a cache of createKeyCache', () => {
  it('requests the keys once for any number of tokens', async () => {
    const server = keyServer(rsa.publicJwk)
    for (let times = 0; times < 3; times++) await validate(token, server.cache)
    expect(server.asked).toBe(1)
  })

  it('requests the keys once more for an unknown kid, and uses the new key', async () => {
    const server = keyServer(rsa.publicJwk)
    await validate(token, server.cache)
    server.keys = [rsa.publicJwk, second.publicJwk]
    server.clock.time += 61_000
    expect((await validate(await signed(idTokenClaims(), second), server.cache)).header.kid).toBe('second')
    expect(server.asked).toBe(2)
  })

  it('requests the keys at most once a minute, whatever the kids', async () => {
    const server = keyServer(rsa.publicJwk)
    await validate(token, server.cache)
    server.clock.time += 61_000
    for (let times = 0; times < 5; times++) {
      const madeUp = await signed(idTokenClaims(), rsa, { kid: `made-up-${times}` })
      await refused(validate(madeUp, server.cache), 'key_not_found')
    }
    expect(server.asked).toBe(2)
  })

  it("says why the keys couldn't be fetched, with details hidden in logs", async () => {
    const server = keyServer()
    server.trouble = () => new Response('', { status: 503 })
    const error = await refused(validate(token, server.cache), 'keys_unavailable')
    expect(error.message).toBe('no keys: HTTP 503 (http_error, HTTP 503)')
    expect(error.failure).toMatchObject({ isError: true, httpStatus: 503, transient: true })
    expect(Object.keys(error)).not.toContain('failure')
  })

  it("continues with the cached keys while the issuer can't be reached", async () => {
    const server = keyServer(rsa.publicJwk)
    await validate(token, server.cache)
    server.trouble = () => new Response('', { status: 503 })
    server.clock.time += 3_600_000
    expect((await validate(token, server.cache)).claims.sub).toBe('alice')
    expect(server.asked).toBe(2)
    // the key may be among those that could not be got: that is no verdict on the token
    const error = await refused(validate(await signed(idTokenClaims(), second), server.cache), 'keys_unavailable')
    expect(error.failure).toMatchObject({ httpStatus: 503 })
  })

  it('stops waiting for keys when the signal aborts', async () => {
    const reason = new Error('gone')
    const controller = new AbortController()
    const cache = {
      get: ({ signal }: { signal?: AbortSignal } = {}) =>
        new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    }
    const judged = { now: () => nowMs, signal: controller.signal }
    const waiting = validateIdToken({ idToken: token, issuer, clientId, keys: cache, nonce }, judged)
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })
})
