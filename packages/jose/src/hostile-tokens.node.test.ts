import { base64url } from 'jose'
import { describe, expect, it } from 'vitest'
import type { JoseErrorCode } from './index.ts'
import { nowSeconds } from './testing/issuer.ts'
import { type TestKey, testKey } from './testing/keys.ts'
import { proofBy } from './testing/proofs.ts'
import { refused } from './testing/refused.ts'
import { signed, signedAs, signedWithSecret, unsigned } from './testing/tokens.ts'
import { type Validator, validateProof, validators } from './testing/validators.ts'

const rsa = await testKey()
const ec = await testKey('ES256')
const ed = await testKey('EdDSA')
const stranger = await testKey('RS256', 'stranger')
const everything = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA']
const trusted = { keys: { keys: [rsa.publicJwk, ec.publicJwk, ed.publicJwk] }, algorithms: everything }
const kid = 'rs256'

/** One of the validators, told as much as it can be told to accept. */
const run = ({ run }: Validator, jwt: string, over: object = {}) => run(jwt, { ...trusted, ...over })

/** A JSON text with a member that JSON.stringify would not write. */
const withText = (json: object, name: string, text: string): string =>
  JSON.stringify({ ...json, [name]: 0 }).replace(`"${name}":0`, `"${name}":${text}`)

/** A token of this kind with another header, signed by the issuer. */
type Trick = [what: string, code: JoseErrorCode, make: (claims: object, header: object) => Promise<string> | string]

const tricks: Trick[] = [
  ['alg none', 'alg_not_allowed', (claims, header) => unsigned(claims, header)],
  ['alg none with the kid of a key', 'alg_not_allowed', (claims, header) => unsigned(claims, { ...header, kid })],
  [
    'a public key for the secret of HS256',
    'alg_not_allowed',
    (claims, header) => signedWithSecret(claims, JSON.stringify(rsa.publicJwk), { ...header, kid }),
  ],
  ['an RSA key under PS256', 'key_not_found', (claims, header) => signed(claims, rsa, { ...header, alg: 'PS256' })],
  ['a P-256 key under ES384', 'key_not_found', (claims, header) => signed(claims, ec, { ...header, alg: 'ES384' })],
  ['an RSA key under ES256', 'key_not_found', (claims, header) => signed(claims, rsa, { ...header, alg: 'ES256' })],
  ['an Ed25519 key under RS256', 'key_not_found', (claims, header) => signed(claims, ed, { ...header, alg: 'RS256' })],
  ['somebody else’s signature', 'signature_invalid', (claims, header) => signed(claims, stranger, { ...header, kid })],
  ...(['jwk', 'jku', 'x5u', 'x5c'] as const).map((name): Trick => {
    const values = { jwk: stranger.publicJwk, jku: 'https://evil.example', x5u: 'https://evil.example', x5c: ['AA'] }
    return [
      `a key of its own in ${name}`,
      'signature_invalid',
      (claims, header) => signed(claims, stranger, { ...header, kid, [name]: values[name] }),
    ]
  }),
  ...['crit', 'b64', 'zip'].map(
    (name): Trick => [
      `the header ${name}`,
      'header_unsupported',
      (claims, header) => signed(claims, rsa, { ...header, [name]: name === 'crit' ? ['exp'] : false }),
    ],
  ),
  ['a crit that is null', 'header_unsupported', (claims, header) => signed(claims, rsa, { ...header, crit: null })],
  ...['__proto__', 'constructor', 'toString', '', 'rs256', 'RS256\u0000', 'ＲＳ256'].map(
    (alg): Trick => [
      `the alg ${JSON.stringify(alg)}`,
      'alg_not_allowed',
      (claims, header) => signedAs(withText({ kid, ...header }, 'alg', JSON.stringify(alg)), claims, rsa),
    ],
  ),
  ['an alg in a list', 'jwt_malformed', (claims, header) => signed(claims, rsa, { ...header, alg: ['RS256'] })],
  ['a kid that is a number', 'jwt_malformed', (claims, header) => signed(claims, rsa, { ...header, kid: 0 })],
  ...['', '__proto__', 'rs256\u0000', 'ｒｓ256', 'RS256'].map(
    (other): Trick => [
      `the kid ${JSON.stringify(other)}`,
      'key_not_found',
      (claims, header) => signed(claims, rsa, { ...header, kid: other }),
    ],
  ),
  [
    'a second alg',
    'jwt_malformed',
    (claims, header) =>
      signedAs(`{"alg":"none",${JSON.stringify({ alg: 'RS256', kid, ...header }).slice(1)}`, claims, rsa),
  ],
  [
    'a claim that is there twice',
    'jwt_malformed',
    (claims, header) => signed(`{"iss":"x",${JSON.stringify(claims).slice(1)}`, rsa, header),
  ],
  [
    'a claim within a claim that is there twice',
    'jwt_malformed',
    (claims, header) => signed(withText(claims, 'more', '{"a":1,"a":2}'), rsa, header),
  ],
  ['claims in a list', 'jwt_malformed', (claims, header) => signed([claims], rsa, header)],
  [
    'claims behind a byte-order mark',
    'jwt_malformed',
    (claims, header) => signed(`\ufeff${JSON.stringify(claims)}`, rsa, header),
  ],
  [
    'an iss in letters that look alike',
    'claim_mismatch',
    (claims, header) => signed({ ...claims, iss: 'https://аs.example' }, rsa, header),
  ],
  [
    'an iss in a list',
    'claim_invalid',
    (claims, header) => signed({ ...claims, iss: ['https://as.example'] }, rsa, header),
  ],
  ['an iss that is empty', 'claim_invalid', (claims, header) => signed({ ...claims, iss: '' }, rsa, header)],
  [
    'claims that are inherited',
    'claim_missing',
    (claims, header) => signed(`{"__proto__":${JSON.stringify(claims)},"jti":"j"}`, rsa, header),
  ],
  ['an exp in the past', 'expired', (claims, header) => signed({ ...claims, exp: nowSeconds - 60 }, rsa, header)],
  ['an exp below 0', 'expired', (claims, header) => signed({ ...claims, exp: -1 }, rsa, header)],
  ...['1e400', '-1e400', '1e300', `"${nowSeconds + 60}"`, '{}', '[1700000300]', 'true'].flatMap((text): Trick[] =>
    ['exp', 'nbf'].map((name) => [
      `${name}: ${text}`,
      'claim_invalid',
      (claims, header) => signed(withText(claims, name, text), rsa, header),
    ]),
  ),
  ['an nbf to come', 'not_yet_valid', (claims, header) => signed({ ...claims, nbf: nowSeconds + 60 }, rsa, header)],
  ['an iat to come', 'issued_in_future', (claims, header) => signed({ ...claims, iat: nowSeconds + 60 }, rsa, header)],
]

describe.each(validators)('$name', (validator) => {
  const { claims, header } = validator

  it('accepts a valid token of each key', async () => {
    for (const key of [rsa, ec, ed]) expect(await run(validator, await signed(claims(), key, header))).toBeTruthy()
  })

  it.each(tricks)('refuses %s', async (_what, code, make) => {
    const jwt = await make(claims(), header)
    await expect(run(validator, jwt)).rejects.toMatchObject({ name: 'JoseError', code })
  })

  it('refuses a signature that is zero, empty, cut, lengthened, in DER or of another token', async () => {
    const parts = async (key: TestKey) => (await signed(claims(), key, header)).split('.') as [string, string, string]
    for (const key of [rsa, ec, ed]) {
      const [head, body, signature] = await parts(key)
      const bytes = base64url.decode(signature)
      const half = bytes.length / 2
      const der = [0x30, bytes.length + 4, 2, half, ...bytes.slice(0, half), 2, half, ...bytes.slice(half)]
      const [, , other] = (await signed(claims({ jti: 'another' }), key, header)).split('.')
      const wrong = [new Uint8Array(bytes.length), bytes.slice(1), [...bytes, 0], [0, ...bytes], der, []]
      for (const each of [...wrong.map((all) => base64url.encode(Uint8Array.from(all))), other]) {
        await refused(run(validator, `${head}.${body}.${each}`), 'signature_invalid')
      }
    }
  })

  it('refuses a token with more parts, or in another spelling', async () => {
    const jwt = await signed(claims(), rsa, header)
    for (const other of [
      `${jwt}.`,
      `${jwt}=`,
      ` ${jwt}`,
      `${jwt}\n`,
      jwt.replace('.', '..'),
      `${jwt},${jwt}`,
      jwt.slice(0, 40),
    ]) {
      // an answer is read without the spaces around it
      if (/^\s|\s$/.test(other) && /AsJwt$/.test(validator.name)) continue
      await expect(run(validator, other)).rejects.toMatchObject({ name: 'JoseError' })
    }
    expect(await run(validator, jwt)).toBeTruthy()
  })

  it('never uses a secret as a key, or a key as a secret', async () => {
    const clientSecret = 'a secret of at least 32 bytes, shared'
    const hs256 = await signedWithSecret(claims(), clientSecret, header)
    await refused(run(validator, hs256), 'alg_not_allowed', 'alg')
    for (const algorithms of [['HS256'], ['RS256', 'HS256'], ['none'], [], 'RS256']) {
      await expect(run(validator, hs256, { algorithms })).rejects.toThrow(/^algorithms: pass a list of RS256/)
    }
  })
})

describe('validateDPoPProof', () => {
  const key = ec
  const headed = (header: object) => proofBy(key, undefined, {}, header)
  const { kid: _, use, alg, ...jwk } = key.publicJwk

  const proofs: [what: string, code: JoseErrorCode, make: () => Promise<string> | string][] = [
    ['alg none', 'alg_not_allowed', () => unsigned({ jti: 'j' }, { typ: 'dpop+jwt', jwk })],
    ['the header crit', 'header_unsupported', () => headed({ crit: ['iat'] })],
    ['the header b64', 'header_unsupported', () => headed({ b64: true })],
    ['a key of another curve', 'key_invalid', () => headed({ alg: 'ES384' })],
    ['a key of another type', 'key_invalid', () => headed({ alg: 'EdDSA' })],
    ['a key in text', 'key_invalid', () => headed({ jwk: JSON.stringify(jwk) })],
    ['a key in a list', 'key_invalid', () => headed({ jwk: [jwk] })],
    ['a secret for a key', 'key_invalid', () => headed({ jwk: { kty: 'oct', k: 'AAAA' } })],
    ['a kid for a key', 'key_invalid', () => headed({ jwk: undefined, kid: 'es256' })],
    ['a jku for a key', 'key_invalid', () => headed({ jwk: undefined, jku: 'https://evil.example' })],
    [
      'members that are inherited',
      'key_invalid',
      () => signedAs(`{"alg":"ES256","typ":"dpop+jwt","jwk":{"__proto__":${JSON.stringify(jwk)}}}`, {}, key),
    ],
    ['a coordinate in a list', 'key_invalid', () => headed({ jwk: { ...jwk, x: [jwk.x] } })],
    ['a coordinate with padding', 'key_invalid', () => headed({ jwk: { ...jwk, x: `${jwk.x}=` } })],
    ['swapped coordinates', 'key_invalid', () => headed({ jwk: { ...jwk, x: jwk.y, y: jwk.x } })],
    [
      'a key that is there twice',
      'jwt_malformed',
      () => signedAs(`{"alg":"ES256","typ":"dpop+jwt","jwk":{},"jwk":${JSON.stringify(jwk)}}`, {}, key),
    ],
    ['an empty jti', 'claim_invalid', () => proofBy(key, undefined, { jti: '' })],
    ['a method in a list', 'claim_invalid', () => proofBy(key, undefined, { htm: ['POST'] })],
    [
      'an iat of infinity',
      'claim_invalid',
      () =>
        signed(withText({ jti: 'j', htm: 'POST', htu: 'https://api.example/orders' }, 'iat', '1e400'), key, {
          kid: undefined,
          typ: 'dpop+jwt',
          jwk,
        }),
    ],
  ]
  it.each(proofs)('refuses %s', async (_what, code, make) => {
    await expect(validateProof(await make())).rejects.toMatchObject({ name: 'JoseError', code })
  })

  it('accepts a valid one, whatever other members its key has', async () => {
    expect(await validateProof(await headed({}))).toMatchObject({ jti: 'proof-1' })
    expect(await validateProof(await headed({ jwk: { ...jwk, d: null, use: 'enc', x5c: ['AA'] } }))).toBeTruthy()
  })
})
