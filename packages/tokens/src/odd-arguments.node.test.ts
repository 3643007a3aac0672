import { describe, expect, test } from 'vitest'
import { publicNames } from '../../../e2e/packaging/public-names.ts'
import { kyFetch, withTokens } from '../../ky/src/index.ts'
import { createEncryptedStore } from './encrypted-store.ts'
import { allowedOrigins } from './fetch/allowed-origins.ts'
import * as tokens from './index.ts'
import { createTelemetry } from './opentelemetry.ts'
import { createRedisLock } from './redis-lock.ts'

const source = { getAccessToken: async () => ({ accessToken: 'a', tokenType: 'Bearer' }) }
const address = 'https://as.example/token'
const fetch = async () => new Response('{"access_token":"t","token_type":"Bearer","expires_in":100}')
const base = { address, clientId: 'client', key: 'key', fetch }
const keyv = new Map<string, string>() as never
const ky = Object.assign(() => {}, { extend: () => ky }) as never
const redis = { eval: async () => 1, set: async () => 'OK' as const }
const origins = ['https://api.example']
const store = tokens.createMemoryStore()
const keys = [{ id: '1', key: new Uint8Array(32) }]
const user = () => tokens.createUserTokens(base)
const call = tokens.createTokenFetch(source, { origins, fetch })

/** A call with something odd for one argument. */
type Call = (odd: never) => unknown
/** Each argument by its name; with a `?` if it may be left out, and with `??` if by null too, as a member may. */
type Arguments = Record<string, Call>

const functions: Record<string, Arguments> = {
  allowedOrigins: { origins: (odd) => allowedOrigins(odd, false) },
  createBroadcastSessionChannel: { 'name?': (odd) => tokens.createBroadcastSessionChannel(odd) },
  createClientCredentialsTokens: { settings: (odd) => tokens.createClientCredentialsTokens(odd) },
  createEncryptedStore: {
    store: (odd) => createEncryptedStore(odd, { keys }),
    settings: (odd) => createEncryptedStore(store, odd),
    keys: (odd) => createEncryptedStore(store, { keys: odd }),
  },
  createExchangedTokens: {
    source: (odd) => tokens.createExchangedTokens(odd, base),
    settings: (odd) => tokens.createExchangedTokens(source, odd),
    'actor??': (odd) => tokens.createExchangedTokens(source, { ...base, actor: odd }),
  },
  createJwtBearerTokens: {
    settings: (odd) => tokens.createJwtBearerTokens(odd),
  },
  createKeyvStore: {
    keyv: (odd) => tokens.createKeyvStore(odd),
    'settings?': (odd) => tokens.createKeyvStore(keyv, odd),
  },
  // takes none
  createMemoryLock: {},
  createMemoryStore: {
    'settings?': (odd) => tokens.createMemoryStore(odd),
  },
  createRedisLock: {
    client: (odd) => createRedisLock(odd),
    'settings?': (odd) => createRedisLock(redis, odd),
    'onLost??': (odd) => createRedisLock(redis, { onLost: odd }),
  },
  createTelemetry: {
    'settings?': (odd) => createTelemetry(odd),
    'tracer??': (odd) => createTelemetry({ tracer: odd }),
    'meter??': (odd) => createTelemetry({ meter: odd }),
  },
  createTokenFetch: {
    source: (odd) => tokens.createTokenFetch(odd, { origins }),
    options: (odd) => tokens.createTokenFetch(source, odd),
    origins: (odd) => tokens.createTokenFetch(source, { origins: odd }),
    'dpop??': (odd) => tokens.createTokenFetch(source, { origins, dpop: odd }),
    'fetch??': (odd) => tokens.createTokenFetch(source, { origins, fetch: odd }),
    'onStepUp??': (odd) => tokens.createTokenFetch(source, { origins, onStepUp: odd }),
    'onEvent??': (odd) => tokens.createTokenFetch(source, { origins, onEvent: odd }),
    'now?': (odd) => tokens.createTokenFetch(source, { origins, now: odd }),
  },
  createTokenSources: {
    create: (odd) => tokens.createTokenSources(odd),
    'settings?': (odd) => tokens.createTokenSources(() => source, odd),
    'onRelease??': (odd) => tokens.createTokenSources(() => source, { onRelease: odd }),
  },
  createUserTokens: {
    settings: (odd) => tokens.createUserTokens(odd),
    'store??': (odd) => tokens.createUserTokens({ ...base, store: odd }),
    'lock??': (odd) => tokens.createUserTokens({ ...base, lock: odd }),
    'clock??': (odd) => tokens.createUserTokens({ ...base, clock: odd }),
    'random??': (odd) => tokens.createUserTokens({ ...base, random: odd }),
    'onEvent??': (odd) => tokens.createUserTokens({ ...base, onEvent: odd }),
    'onlineHint??': (odd) => tokens.createUserTokens({ ...base, onlineHint: odd }),
    'endsSession??': (odd) => tokens.createUserTokens({ ...base, endsSession: odd }),
    'checkIdToken??': (odd) => tokens.createUserTokens({ ...base, checkIdToken: odd }),
    token: (odd) => user().startSession(odd),
    'extras?': (odd) => user().startSession({ accessToken: 'a', tokenType: 'Bearer' } as never, odd),
    'options?': (odd) => user().endSession(odd),
    target: (odd) => user().forResource(odd),
  },
  createWebLock: { 'settings?': (odd) => tokens.createWebLock(odd) },
  kyFetch: { ky: (odd) => kyFetch(odd), 'options?': (odd) => kyFetch(ky, odd) },
  stepUpOf: { response: (odd) => tokens.stepUpOf(odd) },
  tokenKey: { parts: (odd) => tokens.tokenKey(odd) },
  withTokens: {
    ky: (odd) => withTokens(odd, source, { origins }),
    source: (odd) => withTokens(ky, odd, { origins }),
    options: (odd) => withTokens(ky, source, odd),
  },
  // of what the functions return
  getAccessToken: {
    'options?': (odd) => tokens.createClientCredentialsTokens(base).getAccessToken(odd),
    'signal??': (odd) => tokens.createClientCredentialsTokens(base).getAccessToken({ signal: odd }),
  },
  'call by createTokenFetch': { input: (odd) => call(odd) },
}

const texts = /^name\??$/
const rows = Object.entries(functions).flatMap(([name, all]) =>
  Object.entries(all).flatMap(([argument, run]) =>
    ([undefined, null, 5, 'text'] as never[])
      .filter((odd) => !(odd === undefined && argument.endsWith('?')) && !(odd === null && argument.endsWith('??')))
      // a text is no mistake if one is wanted
      .filter((odd) => !(odd === 'text' && (texts.test(argument) || argument === 'input')))
      .map((odd) => [name, argument.replace(/\?+/, ''), odd, run] as const),
  ),
)

describe('an invalid argument', () => {
  test.each(rows)('of %s, %s: %s, is a TypeError that names it', async (_, argument, odd, run) => {
    const error = await Promise.resolve()
      .then(() => run(odd))
      .then(
        () => 'accepted',
        (thrown: unknown) => thrown,
      )
    expect(error).toBeInstanceOf(TypeError)
    expect((error as TypeError).message).toMatch(new RegExp(`^([\\w.]+\\.)?${argument}: pass `))
  })

  test('in a setting of any source names the setting', () => {
    for (const [name, ...odd] of [
      ['timeoutMs', Number.NaN, 0, 'x'],
      ['lockWaitMs', -1, Number.NaN],
      ['renewBeforeMs', -1, Number.NaN],
      ['maxPauseMs', 999, Number.NaN],
      ['defaultLifetimeMs', 0, Number.NaN],
      ['store', 5, {}],
      ['parameters', null, 5, 'a=b', [5]],
      ['headers', 5, 'a: b', [5]],
    ] as const)
      for (const value of odd)
        for (const create of [tokens.createClientCredentialsTokens, tokens.createUserTokens])
          expect(() => create({ ...base, [name]: value } as never), name).toThrow(new RegExp(`^${name}: pass `))
  })

  test('in a login names the member', async () => {
    const ring: { self?: object } = {}
    ring.self = ring
    for (const [field, token, extras] of [
      ['token', { accessToken: '' }],
      ['token', { accessToken: 5 }],
      ['token', { accessToken: 'a', tokenType: null }],
      ['token.refreshToken', { accessToken: 'a', refreshToken: 5 }],
      ['token.idToken', { accessToken: 'a', idToken: {} }],
      ['token.scope', { accessToken: 'a', scope: ['openid'] }],
      ['token.expiresIn', { accessToken: 'a', expiresIn: '3600' }],
      ['token.expiresIn', { accessToken: 'a', expiresIn: Number.NaN }],
      ['token.expiresAt', { accessToken: 'a', expiresAt: '2030-01-01' }],
      ['token.expiresAt', { accessToken: 'a', expiresAt: new Date() }],
      ['extras.refreshParameters', { accessToken: 'a' }, { refreshParameters: { tenant: 5 } }],
      ['extras.refreshParameters', { accessToken: 'a' }, { refreshParameters: null }],
      ['extras.data', { accessToken: 'a' }, { data: ring }],
      ['extras.data', { accessToken: 'a' }, { data: 5n }],
      ['extras.refreshParameters', { accessToken: 'a' }, { refreshParameters: 'organisation=1' }],
    ] as const)
      await expect(user().startSession(token as never, extras as never), field).rejects.toThrow(`${field}: pass `)
  })

  test("isn't a null member of a login, which is treated as absent", async () => {
    const tokens = user()
    const nothing = { refreshToken: null, idToken: null, scope: null, expiresIn: null, expiresAt: null }
    await tokens.startSession({ accessToken: 'a', ...nothing } as never)
    expect(await tokens.getAccessToken()).toEqual({
      accessToken: 'a',
      tokenType: 'Bearer',
      sessionId: tokens.sessionId(),
    })
  })

  test("isn't a list of refresh parameters, or another iterable of pairs", async () => {
    const pairs: [string, string][] = [['organisation', 'o']]
    for (const refreshParameters of [{ organisation: 'o' }, pairs, new URLSearchParams(pairs), new Map(pairs)]) {
      const forms: string[] = []
      const answer = async (_: string, { body }: RequestInit) => {
        forms.push(`${body}`)
        return fetch()
      }
      const session = tokens.createUserTokens({ ...base, fetch: answer })
      const extras = { refreshParameters: refreshParameters as never }
      await session.startSession({ accessToken: 'a', refreshToken: 'r' }, extras)
      await session.getAccessToken({ forceRenewal: true })
      expect(new URLSearchParams(forms[0]).get('organisation')).toBe('o')
    }
  })

  test('is tested for every public function', () => {
    const names = Object.entries(publicNames)
      .filter(([module]) => /^@grantkit\/(tokens|ky)/.test(module))
      .flatMap(([, all]) => all as readonly string[])
    const missing = names.filter((name) => /^[a-z]/.test(name) && !Object.hasOwn(functions, name))
    expect(missing).toEqual([])
  })
})
