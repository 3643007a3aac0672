import { describe, expect, it } from 'vitest'
import { testFetch } from '../../core/src/testing/test-fetch.ts'
import {
  getUserInfoAsJwt,
  type IdTokenClaims,
  type JoseErrorCode,
  parseJarmResponse,
  type ValidateIdTokenRequest,
  validateIdToken,
  validateLogoutToken,
} from './index.ts'
import {
  clientId,
  idTokenClaims,
  issued,
  issuer,
  issuerKeys,
  jarmClaims,
  keyServer,
  logoutTokenClaims,
  nowSeconds,
  options,
} from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { refused } from './testing/refused.ts'
import { encrypted, leftHalf, part, signed, signedWithSecret, unsigned } from './testing/tokens.ts'

// The modules of the OpenID Foundation's conformance suite for relying parties that concern a token: what the server does,
// and what becomes of it here: `good`, or the code and the claim of the refusal.

type Outcome = 'good' | readonly [JoseErrorCode, claim?: string]
type Module = readonly [name: string, outcome: Outcome, serve: () => Promise<unknown>]

const keys = await issuerKeys()
const nonce = 'n-0S6_WzA2Mj'
const code = 'the-code'
const state = 'the-state'
const stranger = await testKey('RS256', 'stranger')
const hybrid = { c_hash: await leftHalf(code), s_hash: await leftHalf(state) }

/** An ID token of the code flow. */
const codeFlow = async (claims: object = {}, over: object = {}) =>
  validateIdToken(
    { idToken: await issued(idTokenClaims(claims)), issuer, clientId, keys, nonce, ...over } as ValidateIdTokenRequest,
    options,
  )

/** An ID token that came beside a code through the browser. */
const frontChannel = (claims: object = {}, over: object = {}) =>
  codeFlow({ ...hybrid, ...claims }, { code, state, fromAuthorizationEndpoint: true, ...over })

const refreshed = async (claims: object) =>
  validateIdToken(
    {
      idToken: await issued(idTokenClaims({ nonce: undefined, ...claims })),
      ...{ issuer, clientId, keys },
      previous: idTokenClaims({ iat: nowSeconds - 600, exp: nowSeconds - 300 }) as IdTokenClaims,
    },
    options,
  )

const forged = (claims: object, key = stranger, kid = 'rs256') => signed(claims, key, { kid })

/** What the ID tokens of either flow have in common. */
const idTokenModules = (prefix: string, login: typeof codeFlow): Module[] => [
  [`${prefix}invalid-iss`, ['claim_mismatch', 'iss'], () => login({ iss: `${issuer}.evil.example` })],
  [`${prefix}invalid-aud`, ['claim_mismatch', 'aud'], () => login({ aud: 'other' })],
  [`${prefix}valid-aud-as-array`, 'good', () => login({ aud: [clientId] })],
  [`${prefix}invalid-secondary-aud`, ['claim_mismatch', 'aud'], () => login({ aud: [clientId, 'untrusted'] })],
  [`${prefix}missing-sub`, ['claim_missing', 'sub'], () => login({ sub: undefined })],
  [`${prefix}invalid-missing-iss`, ['claim_missing', 'iss'], () => login({ iss: undefined })],
  [`${prefix}invalid-missing-aud`, ['claim_missing', 'aud'], () => login({ aud: undefined })],
  [`${prefix}invalid-missing-exp`, ['claim_missing', 'exp'], () => login({ exp: undefined })],
  [`${prefix}missing-iat`, ['claim_missing', 'iat'], () => login({ iat: undefined })],
  [`${prefix}invalid-expired-exp`, ['expired', 'exp'], () => login({ exp: nowSeconds - 301 })],
  [`${prefix}iat-is-week-in-past`, ['too_old', 'iat'], () => login({ iat: nowSeconds - 604_800 })],
  [`${prefix}invalid-nonce`, ['claim_mismatch', 'nonce'], () => login({ nonce: 'another' })],
  [`${prefix}invalid-missing-nonce`, ['claim_missing', 'nonce'], () => login({ nonce: undefined })],
  [
    `${prefix}invalid-signature`,
    ['signature_invalid'],
    async () => login({}, { idToken: await forged(idTokenClaims(hybrid)) }),
  ],
  [
    `${prefix}invalid-null-alg`,
    ['alg_not_allowed', 'alg'],
    () => login({}, { idToken: unsigned(idTokenClaims(hybrid)) }),
  ],
  [
    `${prefix}invalid-alternate-alg`,
    ['alg_not_allowed', 'alg'],
    async () => login({}, { idToken: await signed(idTokenClaims(hybrid), await testKey('ES256')) }),
  ],
]

/** The rotation of keys, as the relying party of a running server sees it. */
async function rotation(justBefore: boolean): Promise<unknown> {
  const [first, second] = [await testKey(), await testKey('RS256', 'second')]
  const server = keyServer(first.publicJwk)
  if (!justBefore) await codeFlow({}, { keys: server.cache })
  server.keys = [second.publicJwk]
  server.clock.time += 61_000
  return codeFlow({}, { keys: server.cache, idToken: await signed(idTokenClaims(), second) })
}

const withKid = async (kid: string | undefined, published: (typeof stranger)[]) =>
  codeFlow(
    {},
    {
      idToken: await issued(idTokenClaims(), { kid }),
      keys: { keys: published.map(({ publicJwk }) => publicJwk) },
    },
  )

const clientSecret = 'a secret of at least 32 bytes, shared'

const basic: Module[] = [
  ['', 'good', () => codeFlow()],
  ['-idtoken-sig-rs256', 'good', () => codeFlow()],
  ['-idtoken-sig-none', ['alg_not_allowed', 'alg'], () => codeFlow({}, { idToken: unsigned(idTokenClaims()) })],
  ['-invalid-sig-rs256', ['signature_invalid'], async () => codeFlow({}, { idToken: await forged(idTokenClaims()) })],
  [
    '-invalid-sig-es256',
    ['signature_invalid'],
    async () => {
      const idToken = await forged(idTokenClaims(), await testKey('ES256', 'stranger'), 'es256')
      return codeFlow({}, { idToken, algorithms: ['ES256'] })
    },
  ],
  [
    '-invalid-sig-hs256',
    ['signature_invalid'],
    async () => {
      const idToken = await signedWithSecret(idTokenClaims(), `${clientSecret} of another client`)
      return codeFlow({}, { idToken, keys: { clientSecret } })
    },
  ],
  ['-missing-aud', ['claim_missing', 'aud'], () => codeFlow({ aud: undefined })],
  ['-nonce-invalid', ['claim_mismatch', 'nonce'], () => codeFlow({ nonce: 'another' })],
  ['-kid-absent-single-jwks', 'good', async () => withKid(undefined, [await testKey()])],
  ['-kid-absent-multiple-jwks', ['key_ambiguous'], async () => withKid(undefined, [await testKey(), stranger])],
  ['-discovery-jwks-uri-keys', 'good', async () => codeFlow({}, { keys: keyServer(...keys.keys).cache })],
  ['-signing-key-rotation', 'good', () => rotation(false)],
  ['-signing-key-rotation-just-before-signing', 'good', () => rotation(true)],
  ['-refresh-token', 'good', () => refreshed({})],
  ['-refresh-token-invalid-issuer', ['claim_mismatch', 'iss'], () => refreshed({ iss: 'https://evil.example' })],
  ['-refresh-token-invalid-sub', ['claim_mismatch', 'sub'], () => refreshed({ sub: 'bob' })],
]

const hybridFlow: Module[] = [
  ['', 'good', () => frontChannel()],
  ['-invalid-chash', ['claim_mismatch', 'c_hash'], async () => frontChannel({ c_hash: await leftHalf('another') })],
  ['-missing-chash', ['claim_missing', 'c_hash'], () => frontChannel({ c_hash: undefined })],
  ['-missing-athash', 'good', () => frontChannel({ at_hash: undefined })],
  [
    '-missing-athash (with a token)',
    ['claim_missing', 'at_hash'],
    () => frontChannel({ at_hash: undefined }, { accessToken: 'at' }),
  ],
  ['-invalid-athash', ['claim_mismatch', 'at_hash'], () => frontChannel({ at_hash: 'another' }, { accessToken: 'at' })],
  ['-nonce-unless-code-flow', ['claim_missing', 'nonce'], () => frontChannel({ nonce: undefined })],
]

const jwe = await testKey('ECDH-ES')

/** An encrypted ID token whose header says what `header` does. */
async function encryptedLogin(header: object = {}): Promise<unknown> {
  const token = await encrypted(await issued(idTokenClaims(hybrid)), jwe)
  const [, ...rest] = token.split('.')
  const changed = [part({ alg: 'RSA-OAEP', enc: 'A128GCM', kid: jwe.kid, ...header }), ...rest].join('.')
  const idToken = 'alg' in header ? changed : token
  return frontChannel({}, { idToken, decryptionKeys: [jwe.privateJwk], requireEncryption: true })
}

const fapi1: Module[] = [
  ['fapi1-advanced-final-client-test', 'good', () => frontChannel()],
  ['fapi1-advanced-final-client-test-encrypted-idtoken', 'good', () => encryptedLogin()],
  [
    'fapi1-advanced-final-client-test-encrypted-idtoken-usingrsa15',
    ['alg_not_allowed'],
    () => encryptedLogin({ alg: 'RSA1_5' }),
  ],
  [
    'fapi1-advanced-final-client-test-invalid-chash',
    ['claim_mismatch', 'c_hash'],
    async () => frontChannel({ c_hash: await leftHalf('another') }),
  ],
  [
    'fapi1-advanced-final-client-test-invalid-shash',
    ['claim_mismatch', 's_hash'],
    async () => frontChannel({ s_hash: await leftHalf('another') }),
  ],
  [
    'fapi1-advanced-final-client-test-invalid-missing-shash',
    ['claim_missing', 's_hash'],
    () => frontChannel({ s_hash: undefined }),
  ],
  ...idTokenModules('fapi1-advanced-final-client-test-', frontChannel),
]

async function userInfo(claims: object): Promise<unknown> {
  const body = await issued({ iss: issuer, aud: clientId, sub: 'alice', ...claims })
  const fetch = testFetch(new Response(body, { headers: { 'content-type': 'application/jwt' } }))
  const request = { address: `${issuer}/userinfo`, accessToken: 'at', expectedSubject: 'alice' }
  const answer = await getUserInfoAsJwt({ ...request, issuer, clientId, keys }, { ...options, fetch })
  return answer.isError ? answer.errorDescription : 'good'
}

const jarm = async (claims: object = {}, token?: string) => {
  const response = token ?? (await issued(jarmClaims(claims)))
  const answer = await parseJarmResponse(`?response=${response}`, { state, issuer, clientId, keys }, options)
  if (!answer.isError) return 'good'
  return answer.exception ? [answer.exception.code, answer.exception.claim].filter(Boolean) : answer.code
}

const logout = async (claims: object = {}, token?: string) => {
  const logoutToken = token ?? (await issued(logoutTokenClaims(claims), { typ: 'logout+jwt' }))
  return validateLogoutToken({ logoutToken, issuer, clientId, keys }, options)
}

const event = 'http://schemas.openid.net/event/backchannel-logout'
const backChannel: Module[] = [
  ['', 'good', () => logout()],
  ['-alg-none', ['alg_not_allowed', 'alg'], () => logout({}, unsigned(logoutTokenClaims()))],
  [
    '-wrong-alg',
    ['alg_not_allowed', 'alg'],
    async () => logout({}, await signed(logoutTokenClaims(), await testKey('ES256'))),
  ],
  ['-no-event', ['claim_missing', 'events'], () => logout({ events: undefined })],
  ['-wrong-event', ['claim_mismatch', 'events'], () => logout({ events: { [`${event}/other`]: {} } })],
  ['-with-nonce', ['claim_invalid', 'nonce'], () => logout({ nonce })],
  ['-wrong-aud', ['claim_mismatch', 'aud'], () => logout({ aud: 'other' })],
  ['-wrong-iss', ['claim_mismatch', 'iss'], () => logout({ iss: 'https://evil.example' })],
]

/** A test for each module, which must end as said. */
function run(prefix: string, modules: readonly Module[]): void {
  for (const [name, outcome, serve] of modules) {
    it(`${prefix}${name}: ${outcome === 'good' ? 'goes through' : `is refused as ${outcome.join(', ')}`}`, async () => {
      if (outcome === 'good') await serve()
      else await refused(serve(), ...outcome)
    })
  }
}

describe('the modules for ID tokens', () => {
  run('oidcc-client-test', basic)
  run('', idTokenModules('oidcc-client-test-', codeFlow))
  run('oidcc-client-test (hybrid)', hybridFlow)
  run('', fapi1)
  run('', idTokenModules('fapi2-security-profile-final-client-test-', codeFlow))
})

describe('the modules for userinfo', () => {
  it('oidcc-client-test-userinfo-signed: is accepted', async () => expect(await userInfo({})).toBe('good'))

  it('oidcc-client-test-userinfo-invalid-sub: is refused', async () =>
    expect(await userInfo({ sub: 'bob' })).toBe('sub is not the one expected'))
})

describe('the modules for JARM', () => {
  const modules: [string, unknown, () => Promise<unknown>][] = [
    ['happy-path', 'good', () => jarm()],
    ['ensure-jarm-with-expired-exp-fails', ['expired', 'exp'], () => jarm({ exp: nowSeconds - 301 })],
    ['ensure-jarm-with-invalid-aud-fails', ['claim_mismatch', 'aud'], () => jarm({ aud: 'other' })],
    ['ensure-jarm-with-invalid-iss-fails', ['claim_mismatch', 'iss'], () => jarm({ iss: 'https://evil.example' })],
    ['ensure-jarm-with-invalid-sig-fails', ['signature_invalid'], async () => jarm({}, await forged(jarmClaims()))],
    ['ensure-jarm-without-aud-fails', ['claim_missing', 'aud'], () => jarm({ aud: undefined })],
    ['ensure-jarm-without-exp-fails', ['claim_missing', 'exp'], () => jarm({ exp: undefined })],
    ['ensure-jarm-without-iss-fails', ['claim_missing', 'iss'], () => jarm({ iss: undefined })],
    ['ensure-jarm-signature-is-not-none', ['alg_not_allowed', 'alg'], () => jarm({}, unsigned(jarmClaims()))],
    ['ensure-authorization-response-with-invalid-state-fails', 'state_mismatch', () => jarm({ state: 'another' })],
    [
      'ensure-authorization-response-with-invalid-missing-state-fails',
      'state_mismatch',
      () => jarm({ state: undefined }),
    ],
    ['invalid-authorization-response-iss', ['claim_mismatch', 'iss'], () => jarm({ iss: `${issuer}/` })],
    ['remove-authorization-response-iss', ['claim_missing', 'iss'], () => jarm({ iss: undefined })],
  ]
  for (const [name, outcome, serve] of modules) {
    it(`fapi2-security-profile-final-client-test-${name}: ${outcome === 'good' ? 'is accepted' : 'is refused'}`, async () =>
      expect(await serve()).toEqual(outcome))
  }
})

describe('the modules for back-channel logout', () => {
  run('oidcc-client-test-rp-backchannel-rpinitlogout', backChannel)
})
