import { describe, expect, test } from 'vitest'
import {
  createClientAssertion,
  createDPoP,
  createRequestObject,
  parseJarmResponse,
  validateDPoPProof,
  validateIdToken,
  validateJwtAccessToken,
  validateLogoutToken,
  validateSignedMetadata,
} from './index.ts'
import { clientId, idTokenClaims, issuer, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { part, type Written } from './testing/tokens.ts'

type Jwk = Record<string, string>

const rsa = (await testKey('RS256')).publicJwk as unknown as Jwk
const ec = Object.fromEntries(
  await Promise.all(
    ['ES256', 'ES384', 'ES512'].map(async (alg) => [alg, (await testKey(alg)).publicJwk as unknown as Jwk]),
  ),
) as Record<string, Jwk>
const ed = (await testKey('EdDSA')).publicJwk as unknown as Jwk

const encode = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (c) => ({ '+': '-', '/': '_' })[c] ?? '')
const decode = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
const hex = (text: string): string =>
  encode(Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)))
const changed = (text: string, at: number): string =>
  encode(decode(text).map((byte, index) => byte ^ Number(index === at)))
const integer = (value: bigint): string =>
  hex(value.toString(16).padStart(2 * Math.ceil(value.toString(16).length / 2), '0'))

// little-endian, and each once more with the sign of x, and once more as it can be written from the prime on
const smallOrder = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]
const withSign = (point: string): string =>
  `${point.slice(0, -2)}${(Number.parseInt(point.slice(-2), 16) | 0x80).toString(16)}`

/** Keys for which anybody can sign, or that are no keys, by the algorithm that they are for. */
const bad: [what: string, alg: string, jwk: Jwk][] = [
  [
    'RSA of 1024 bits',
    'RS256',
    {
      ...rsa,
      n: encode(
        decode(`${rsa.n}`)
          .slice(0, 128)
          .map((byte, at) => (at === 127 ? byte | 1 : byte)),
      ),
    },
  ],
  ['RSA of 16400 bits', 'RS256', { ...rsa, n: encode(new Uint8Array(2050).fill(255)) }],
  ['RSA with an even modulus', 'RS256', { ...rsa, n: changed(`${rsa.n}`, 255) }],
  ...[0n, 1n, 2n, 4n, 65_536n, 2n ** 31n + 1n, 2n ** 64n + 1n].map((e): [string, string, Jwk] => [
    `RSA with the exponent ${e}`,
    'PS256',
    { ...rsa, e: integer(e) } as never,
  ]),
  ['RSA without an exponent', 'RS256', { ...rsa, e: '' }],
  ['RSA whose modulus is in base64', 'RS256', { ...rsa, n: `${rsa.n}==` }],
  ...smallOrder.flatMap((point): [string, string, Jwk][] => [
    [`the Ed25519 point ${point}`, 'EdDSA', { ...ed, x: hex(point) }],
    [`the Ed25519 point ${withSign(point)}`, 'Ed25519', { ...ed, x: hex(withSign(point)) }],
  ]),
  ['an Ed25519 point of 31 bytes', 'EdDSA', { ...ed, x: encode(new Uint8Array(31).fill(9)) }],
  ['an Ed25519 point of 33 bytes', 'EdDSA', { ...ed, x: encode(new Uint8Array(33).fill(9)) }],
  ...['ES256', 'ES384', 'ES512'].flatMap((alg): [string, string, Jwk][] => {
    const { x = '', y = '', ...about } = ec[alg] ?? {}
    const { length } = decode(x)
    return [
      [`a point off the curve of ${alg}`, alg, { ...about, x, y: changed(y, length - 1) }],
      [
        `the origin for ${alg}`,
        alg,
        { ...about, x: encode(new Uint8Array(length)), y: encode(new Uint8Array(length)) },
      ],
      [`a coordinate of ${alg} that is too long`, alg, { ...about, x: encode(Uint8Array.of(0, ...decode(x))), y }],
      [`a coordinate of ${alg} that is too short`, alg, { ...about, x, y: encode(decode(y).slice(1)) }],
      [`a coordinate of ${alg} from the prime on`, alg, { ...about, x: encode(new Uint8Array(length).fill(255)), y }],
    ]
  }),
]

/** A JWT that everybody can write: its signature is the identity, which is good for keys of small order. */
const forged = (header: Written, payload: Written): string =>
  `${part(header)}.${part(payload)}.${encode(Uint8Array.of(1, ...new Uint8Array(63)))}`

const kid = 'k1'
const keysOf = (jwk: Jwk) => ({
  keys: [{ ...jwk, kty: jwk.kty ?? '', kid, alg: undefined, use: undefined }] as never[],
})

/** Every place at which a key comes from outside: it ends in a JoseError. */
const outside: Record<string, (alg: string, jwk: Jwk) => Promise<unknown>> = {
  'the jwk of a DPoP proof': (alg, { kid: _, ...jwk }) => {
    const claims = { jti: 'j', htm: 'GET', htu: 'https://api.example/', iat: nowSeconds }
    const dpop = forged({ alg, typ: 'dpop+jwt', jwk }, claims)
    return validateDPoPProof({ dpop, method: 'GET', url: 'https://api.example/' }, options)
  },
  'the keys of validateIdToken': (alg, jwk) =>
    validateIdToken(
      {
        idToken: forged({ alg, kid }, idTokenClaims()),
        issuer,
        clientId,
        nonce: false,
        algorithms: [alg],
        keys: keysOf(jwk),
      },
      options,
    ),
  'a key cache': (alg, jwk) => {
    const keys = { get: async () => keysOf(jwk) as never }
    const idToken = forged({ alg, kid }, idTokenClaims())
    return validateIdToken({ idToken, issuer, clientId, nonce: false, algorithms: [alg], keys }, options)
  },
  'the keys of validateJwtAccessToken': (alg, jwk) =>
    validateJwtAccessToken(
      {
        accessToken: forged({ alg, kid, typ: 'at+jwt' }, {}),
        issuer,
        audience: 'api',
        algorithms: [alg],
        keys: keysOf(jwk),
      },
      options,
    ),
  'the keys of validateLogoutToken': (alg, jwk) =>
    validateLogoutToken(
      { logoutToken: forged({ alg, kid }, {}), issuer, clientId, algorithms: [alg], keys: keysOf(jwk) },
      options,
    ),
  'the keys of validateSignedMetadata': (alg, jwk) =>
    validateSignedMetadata(
      {
        metadata: { issuer, signed_metadata: forged({ alg, kid }, {}) },
        issuer,
        algorithms: [alg],
        keys: keysOf(jwk),
      } as never,
      options,
    ),
  'the keys of parseJarmResponse': async (alg, jwk) => {
    const response = forged({ alg, kid }, {})
    const expected = { issuer, clientId, state: 'state', algorithms: [alg], keys: keysOf(jwk) }
    const answer = await parseJarmResponse(`https://app.example/cb?response=${response}`, expected as never, options)
    throw (answer as { exception?: unknown }).exception
  },
}

/** Every place at which the caller passes a public key: it ends in a TypeError. */
const passed: Record<string, (alg: string, jwk: Jwk) => unknown> = {
  'publicJwk of an external signer': (alg, { alg: _, ...publicJwk }) =>
    createDPoP({ keyPair: { alg, publicJwk, sign: async () => new Uint8Array(64) } }).getThumbprint(),
  'a private JWK for DPoP': (alg, { alg: _, ...jwk }) =>
    createDPoP({ keyPair: { ...jwk, d: 'AQ' }, alg }).getThumbprint(),
  encryption: async (_, { alg: __, ...jwk }) => {
    const { privateKey: key } = await testKey('ES256')
    const encryption = { key: jwk, alg: jwk.kty === 'RSA' ? 'RSA-OAEP' : 'ECDH-ES' }
    return createRequestObject({ key, clientId, audience: issuer, state: 'state', encryption } as never)
  },
}

describe.for(bad)('%s', ([, alg, jwk]) => {
  test.for(Object.keys(outside))('is refused in %s', async (place) => {
    const error = await outside[place]?.(alg, jwk).then(
      () => 'it was accepted',
      (error: unknown) => error,
    )
    expect(error).toMatchObject({ name: 'JoseError', code: expect.stringMatching(/^key_(invalid|too_weak)$/) })
  })

  test.for(Object.keys(passed))('is a mistake in %s', async (place) => {
    await expect((async () => passed[place]?.(alg, jwk))()).rejects.toThrow(TypeError)
  })
})

test('a safe key is refused nowhere except for its signature', async () => {
  for (const [alg, jwk] of [['RS256', rsa], ['EdDSA', ed], ...Object.entries(ec)] as [string, Jwk][]) {
    for (const [place, use] of Object.entries(outside)) {
      await expect(use(alg, jwk), `${alg}, ${place}`).rejects.toMatchObject({ code: 'signature_invalid' })
    }
  }
})

test.each([
  ['e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'],
  ['5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157'],
  ['0000000000000000000000000000000000000000000000000000000000000000'],
  ['0100000000000000000000000000000000000000000000000000000000000000'],
  ['ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
  ['edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
  ['eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
  ['e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880'],
])('nothing is encrypted for the X25519 point %s, whose secret is known', async (point) => {
  const { privateKey: key } = await testKey('ES256')
  const encryption = { key: { kty: 'OKP', crv: 'X25519', x: hex(point) }, alg: 'ECDH-ES' }
  const asking = createRequestObject({ key, clientId, audience: issuer, state: 'state', encryption } as never)
  await expect(asking).rejects.toThrow(/^encryption\.key: pass another key/)
})

describe('a CryptoKey', () => {
  test.each([
    ['1024 bits', 1024, [1, 0, 1]],
    ['the exponent 3, which is odd and small but safe', 2048, [3]],
  ])('of RSA with %s', async (_, modulusLength, exponent) => {
    const algorithm = { name: 'RSA-PSS', hash: 'SHA-256', modulusLength, publicExponent: Uint8Array.from(exponent) }
    const made = crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    // some runtimes make no others than the usual ones
    const { privateKey: key } = await made.catch(() => ({ privateKey: undefined }))
    if (!key) return
    const make = () => createClientAssertion({ key, clientId, audience: issuer })
    if (modulusLength < 2048)
      expect(make).toThrow(new TypeError('key: pass an RSA key of 2048 to 16384 bits with odd n, and odd e above 1'))
    else expect(make()).toBeTypeOf('function')
  })
})
