import * as fc from 'fast-check'
import { base64url, CompactSign, calculateJwkThumbprint, compactVerify, importJWK, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { createClientAssertion } from '../index.ts'
import { partsOf } from '../internal/compact.ts'
import { flippedByte, flippedCharacter, reassembled } from '../testing/mutations.ts'
import { testKey } from '../testing/signing-keys.ts'
import { decode, decodeText, encode } from './base64url.ts'
import { isCanonical } from './canonical.ts'
import { importPublicKey } from './public-key.ts'
import { thumbprintOf } from './thumbprint.ts'
import { verifyJws } from './verify.ts'

const everywhere = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const postQuantum = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']

/** Which of these algorithms this runtime has: the newest ones are not everywhere. */
async function had(algs: string[]): Promise<string[]> {
  const found = await Promise.all(
    algs.map((name) =>
      crypto.subtle.generateKey({ name }, false, ['sign']).then(
        () => name,
        () => '',
      ),
    ),
  )
  return found.filter(Boolean)
}
const here = await had(postQuantum)
const algs = [...everywhere, ...here]
const keys = Object.fromEntries(await Promise.all(algs.map(async (alg) => [alg, await testKey(alg)] as const)))
const keyOf = (alg: string) => keys[alg] ?? expect.fail()
const bytes = (text: string) => new TextEncoder().encode(text)

/** Ours, as the validators go: whether this key signed the token with this algorithm. */
async function ours(token: string, alg: string, jwk: JWK): Promise<boolean> {
  try {
    if (partsOf(token).length !== 3) return false
    const [header = ''] = token.split('.')
    if (JSON.parse(new TextDecoder().decode(decode(header))).alg !== alg) return false
    await verifyJws(token, alg, await importPublicKey(jwk, alg))
    return true
  } catch {
    return false
  }
}

async function theirs(token: string, alg: string, jwk: JWK): Promise<boolean> {
  try {
    await compactVerify(token, await importJWK({ ...jwk }, alg), { algorithms: [alg] })
    return true
  } catch {
    return false
  }
}

describe.for(algs)('%s, compared with the jose library', (alg) => {
  const about = { clientId: 'app', audience: 'https://as.example' }
  const { pair, privateJwk, publicJwk } = keyOf(alg)

  test('our signatures are verified there, by a CryptoKey and by a JWK', async () => {
    for (const key of [pair.privateKey, privateJwk]) {
      const { value } = await createClientAssertion({ ...about, key: key as never, alg })({
        url: 'https://as.example/',
      })
      const { payload, protectedHeader } = await compactVerify(value, await importJWK({ ...publicJwk }, alg))
      expect(protectedHeader.alg).toBe(alg)
      expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({ iss: 'app', aud: 'https://as.example' })
      expect(await ours(value, alg, publicJwk)).toBe(true)
    }
  })

  test('its signatures are verified here, with the same bytes', async () => {
    // WebKitGTK 2.50 ends the page when it signs 70 kB with Ed25519
    for (const text of ['', '{}', 'ünïcödé \u{1f511}', 'x'.repeat(10_000)]) {
      const token = await new CompactSign(bytes(text)).setProtectedHeader({ alg }).sign(pair.privateKey)
      const payload = await verifyJws(token, alg, await importPublicKey(publicJwk, alg))
      expect(decodeText(payload)).toBe(text)
    }
  })

  test('both agree on changed tokens', async () => {
    const sign = (text: string) => new CompactSign(bytes(text)).setProtectedHeader({ alg }).sign(pair.privateKey)
    const [token, other] = [await sign('{"a":1}'), await sign('{"b":2}')]
    const mutants = fc.oneof(flippedByte(token), flippedCharacter(token), reassembled(token, other))
    await fc.assert(
      fc.asyncProperty(mutants, async (mutant) => {
        const mine = await ours(mutant, alg, publicJwk)
        // the library reads base64url in other forms than its canonical one, which is refused here
        const canonical = mutant.split('.').every(isCanonical)
        expect(mine).toBe(canonical && (await theirs(mutant, alg, publicJwk)))
      }),
      { numRuns: 40 },
    )
  })

  test('both refuse the key of another algorithm, and another key', async () => {
    const token = await new CompactSign(bytes('{}')).setProtectedHeader({ alg }).sign(pair.privateKey)
    const { publicJwk: stranger } = await testKey(alg, 1)
    expect(await ours(token, alg, stranger)).toBe(false)
    for (const [name, { publicJwk: another }] of Object.entries(keys)) {
      expect(await ours(token, alg, another), name).toBe(await theirs(token, alg, another))
    }
  })

  test('both compute the same thumbprint, whatever other members the key has', async () => {
    expect(await thumbprintOf(publicJwk)).toBe(await calculateJwkThumbprint(publicJwk))
    expect(await thumbprintOf({ ...privateJwk, use: 'sig', kid: 'k', crv2: 1 })).toBe(await thumbprintOf(publicJwk))
  })
})

test('base64url agrees with the library, for bytes and strings of any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (all) => {
      expect(encode(all)).toBe(base64url.encode(all))
      expect(isCanonical(encode(all))).toBe(true)
      expect(decode(encode(all))).toEqual(new Uint8Array(all))
    }),
  )
  const long = 'ä€'.repeat(100_000)
  expect(encode(long)).toBe(base64url.encode(long))
})

test.for(postQuantum.filter((alg) => !here.includes(alg)))('%s is named if the runtime lacks it', async (alg) => {
  const length = { 'ML-DSA-44': 1312, 'ML-DSA-65': 1952, 'ML-DSA-87': 2592 }[alg]
  const jwk = { kty: 'AKP', alg, pub: encode(new Uint8Array(length ?? 0)) }
  await expect(importPublicKey(jwk, alg)).rejects.toMatchObject({
    code: 'key_invalid',
    message: expect.stringContaining(alg),
  })
})

describe('the examples of the specifications', () => {
  const examples: [string, string, JWK, string, string][] = [
    [
      'RFC 7515 appendix A.3',
      'ES256',
      {
        kty: 'EC',
        crv: 'P-256',
        x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
        y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      },
      'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
      '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}',
    ],
    [
      'RFC 8037 appendix A.4',
      'EdDSA',
      { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
      'Example of Ed25519 signing',
    ],
  ]
  test.each(examples)('%s', async (_, alg, jwk, token, text) => {
    expect(decodeText(await verifyJws(token, alg, await importPublicKey(jwk, alg)))).toBe(text)
  })

  test('the thumbprints of RFC 7638 section 3.1 and RFC 8037 appendix A.3', async () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
    const rsa = { kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' }
    expect(await thumbprintOf(rsa)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
    const ed = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
    expect(await thumbprintOf(ed)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
  })
})
