import * as fc from 'fast-check'
import { base64url, calculateJwkThumbprint, decodeJwt, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { parseJarmResponse, validateIdToken, validateJwtAccessToken, validateLogoutToken } from './index.ts'
import {
  accessTokenClaims,
  clientId,
  idTokenClaims,
  issued,
  issuer,
  issuerKeys,
  jarmClaims,
  logoutTokenClaims,
  options,
} from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { flippedByte, flippedCharacter, reassembled, rewritten } from './testing/mutations.ts'
import { method, proofBy, url } from './testing/proofs.ts'
import { encrypted, signed } from './testing/tokens.ts'

// Heavy, and the same in each engine: the JOSE library and these checks are.
const seed = 20_261_123

const keys = await issuerKeys()
const stranger = await testKey('RS256', 'stranger')
const proofKey = await testKey('ES256', 'proof')
const otherProofKey = await testKey('ES256', 'other-proof')
const jwe = await testKey('RSA-OAEP')
const ecdh = await testKey('ECDH-ES')
const cnf = { jkt: await calculateJwkThumbprint(proofKey.publicJwk as JWK) }
const accessToken = await issued(accessTokenClaims({ cnf }), { typ: 'at+jwt' })
const proof = await proofBy(proofKey, accessToken)
const audience = 'https://api.example'
const nonce = 'n-0S6_WzA2Mj'
const decryptionKeys = [jwe.privateJwk, ecdh.privateJwk]

/** Whether a token is taken: false if it is refused in the way that was promised. */
type Accepts = (token: string) => Promise<boolean>

const accepted = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => true,
    (error) => {
      expect(error.name).toBe('JoseError')
      return false
    },
  )

interface Subject {
  name: string
  token: string
  /** Another good token of the kind, whose parts may be mixed in. */
  other: string
  accepts: Accepts
  claims?: Record<string, unknown>
  /** The claims without which, or with another type of which, it is no good. */
  members?: string[]
  sign?: (payload: string) => Promise<string>
  /** Signs as somebody else would. */
  forge?: (payload: string) => Promise<string>
}

const idToken: Accepts = (token) =>
  accepted(validateIdToken({ idToken: token, issuer, clientId, keys, nonce, decryptionKeys, accessToken }, options))
const jarm: Accepts = async (token) =>
  !(
    await parseJarmResponse(
      new URLSearchParams({ response: token }),
      { state: 'the-state', issuer, clientId, keys },
      options,
    )
  ).isError
const access: Accepts = (token) =>
  accepted(
    validateJwtAccessToken(
      { accessToken: token, issuer, audience, keys, proof: { dpop: proof, method, url } },
      options,
    ),
  )
const dpop: Accepts = (token) =>
  accepted(
    validateJwtAccessToken({ accessToken, issuer, audience, keys, proof: { dpop: token, method, url } }, options),
  )
const logout: Accepts = (token) =>
  accepted(validateLogoutToken({ logoutToken: token, issuer, clientId, keys }, options))

const proofClaims = decodeJwt(proof)
const { use, kid, alg, ...jwk } = proofKey.publicJwk
const asProof = { kid: undefined, typ: 'dpop+jwt', jwk }
const asAccessToken = { typ: 'at+jwt' }
const as = (header: object) => ({
  sign: (payload: string) => issued(payload, header),
  forge: (payload: string) => signed(payload, stranger, { kid: 'rs256', ...header }),
})

const subjects: Subject[] = [
  {
    name: 'an ID token',
    token: await issued(idTokenClaims()),
    other: await issued(idTokenClaims({ sub: 'bob' })),
    accepts: idToken,
    claims: idTokenClaims({ azp: clientId }),
    members: ['iss', 'aud', 'exp', 'iat', 'nonce'],
    ...as({}),
  },
  {
    name: 'a JARM response',
    token: await issued(jarmClaims()),
    other: await issued(jarmClaims({ code: 'another' })),
    accepts: jarm,
    claims: jarmClaims(),
    members: ['iss', 'aud', 'exp', 'state'],
    ...as({}),
  },
  {
    name: 'an access token with its proof',
    token: accessToken,
    other: await issued(accessTokenClaims(), asAccessToken),
    accepts: access,
    claims: accessTokenClaims({ cnf }),
    // how long ago it was issued is its issuer's affair
    members: ['iss', 'aud', 'exp', 'cnf'],
    ...as(asAccessToken),
  },
  {
    name: 'a proof with its access token',
    token: proof,
    other: await proofBy(otherProofKey, accessToken),
    accepts: dpop,
    claims: proofClaims,
    members: ['htm', 'htu', 'iat', 'ath'],
    sign: (payload) => signed(payload, proofKey, asProof),
    forge: (payload) => signed(payload, otherProofKey, asProof),
  },
  {
    name: 'a logout token',
    token: await issued(logoutTokenClaims()),
    other: await issued(logoutTokenClaims({ sub: 'bob' })),
    accepts: logout,
    claims: logoutTokenClaims(),
    members: ['iss', 'aud', 'exp', 'events'],
    ...as({}),
  },
  {
    name: 'an ID token encrypted with RSA-OAEP',
    token: await encrypted(await issued(idTokenClaims()), jwe),
    other: await encrypted(await issued(idTokenClaims({ sub: 'bob' })), jwe),
    accepts: idToken,
  },
  {
    name: 'an ID token encrypted with ECDH-ES and CBC',
    token: await encrypted(await issued(idTokenClaims()), ecdh, { enc: 'A128CBC-HS256' }),
    other: await encrypted(await issued(idTokenClaims({ sub: 'bob' })), ecdh, { enc: 'A128CBC-HS256' }),
    accepts: idToken,
  },
]

/** Expects that none of these is taken. */
async function none(tokens: fc.Arbitrary<string>, accepts: Accepts, numRuns: number): Promise<void> {
  const property = fc.asyncProperty(tokens, async (token) => !(await accepts(token)))
  await fc.assert(property, { seed, numRuns })
}

describe.each(subjects)('$name', ({ token, other, accepts, claims, members, sign, forge }) => {
  it('is accepted unchanged', async () => expect(await accepts(token)).toBe(true))

  it('is refused if any byte is changed', () => none(flippedByte(token), accepts, 150))

  it('is refused if any character is changed', () => none(flippedCharacter(token), accepts, 150))

  it('is refused with another spelling of the last character of any part', async () => {
    const ends = [...token.matchAll(/[\w-](?=\.|$)/g)].map(({ index }) => index)
    for (const at of ends) {
      for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
        if (character === token[at]) continue
        expect(await accepts(token.slice(0, at) + character + token.slice(at + 1))).toBe(false)
      }
    }
  })

  it('is refused if its parts are cut, lengthened, swapped or mixed with those of another token', () =>
    none(reassembled(token, other), (mutant) => (mutant === other ? Promise.resolve(false) : accepts(mutant)), 150))

  if (!claims || !members || !sign || !forge) return

  it('is refused if it is signed again with a claim missing, duplicated or of another type', async () => {
    expect(await accepts(await sign(JSON.stringify(claims)))).toBe(true)
    await none(rewritten(claims, members), async (payload) => accepts(await sign(payload)), 150)
  })

  it('is refused if another key signed it, with any claims', async () => {
    expect(await accepts(await forge(JSON.stringify(claims)))).toBe(false)
    const said = fc.dictionary(fc.constantFrom(...members, 'sub', 'x'), fc.jsonValue())
    const payloads = said.map((over) => JSON.stringify({ ...claims, ...over }))
    await none(payloads, async (payload) => accepts(await forge(payload)), 100)
  })
})

describe('any string', () => {
  it('is refused as an invalid token', async () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[\w.-]{0,60}$/), fc.base64String())
    for (const accepts of [idToken, jarm, access, dpop, logout]) {
      await none(texts.filter(Boolean), accepts, 100)
    }
  })

  it('is refused with any JSON as header and payload', async () => {
    const part = fc.json().map((text) => base64url.encode(text))
    const texts = fc.tuple(part, part, fc.stringMatching(/^[\w-]{0,90}$/)).map((parts) => parts.join('.'))
    for (const accepts of [idToken, jarm, access, dpop, logout]) await none(texts, accepts, 100)
  })
})
