import { createClient } from 'grantkit'
import { expect, test } from 'vitest'
import { token } from '../../core/src/testing/replies.ts'
import { createClientCredentialsTokens, createExchangedTokens, createJwtBearerTokens } from './index.ts'
import { manualClock } from './testing/manual-clock.ts'
import { sharedStore } from './testing/shared-store.ts'

const address = 'https://as.example/token'
const secret = { clientId: 'c', clientSecret: 's' }
const urn = (kind: string) => `urn:ietf:params:oauth:token-type:${kind}`
const fixed = (accessToken: string) => ({ getAccessToken: async () => ({ accessToken, tokenType: 'Bearer' }) })
const client = (issuer: string) =>
  createClient({
    metadata: { issuer, tokenEndpoint: `${issuer}/token` },
    ...secret,
    fetch: async () => token({ access_token: issuer, expires_in: 300 }),
  })

type Make = (settings: never) => { getAccessToken(): Promise<unknown> }
const kinds: Record<string, Make> = {
  'client credentials': (settings) => createClientCredentialsTokens({ ...(settings as object) }),
  'JWT bearer': (settings) => createJwtBearerTokens({ assertion: 'jwt', ...(settings as object) }),
  exchanged: (settings) => createExchangedTokens(fixed('subject'), { ...(settings as object) }),
}
/** Settings that ask for different tokens, by what differs. */
const common: Record<string, [object, object]> = {
  'the Authorization header': [
    { headers: { authorization: 'Basic b25l' } },
    { headers: { Authorization: 'Basic dHdv' } },
  ],
  'an assertion': [{ clientAssertion: { type: 't', value: 'one' } }, { clientAssertion: { type: 't', value: 'two' } }],
  'a header that names a tenant': [
    { ...secret, headers: { 'x-tenant': 'one' } },
    { ...secret, headers: [['X-Tenant', 'two']] },
  ],
  'the issuer of a bound client': [
    { address: undefined, client: client('https://one.example') },
    { address: undefined, client: client('https://two.example') },
  ],
}
const ofExchange: Record<string, [object, object]> = {
  'an actor or none': [secret, { ...secret, actor: fixed('service'), actorKey: 'service' }],
  'the actor': [
    { ...secret, actor: fixed('one'), actorKey: 'one' },
    { ...secret, actor: fixed('two'), actorKey: 'two' },
  ],
  'the type of the subject’s token': [secret, { ...secret, subjectTokenType: urn('jwt') }],
  'the type of the actor’s token': [
    { ...secret, actor: fixed('one'), actorKey: 'one' },
    { ...secret, actor: fixed('one'), actorKey: 'one', actorTokenType: urn('jwt') },
  ],
  'the type that is requested': [secret, { ...secret, requestedTokenType: urn('jwt') }],
}

const cases = Object.entries(kinds).flatMap(([kind, make]) =>
  Object.entries({ ...common, ...(kind === 'exchanged' && ofExchange) }).map(
    ([what, pair]) => [kind, what, make, pair] as const,
  ),
)

test.each(cases)(
  '%s: different tokens have different names, and equal settings have one: %s',
  async (_, __, make, pair) => {
    const store = sharedStore()
    const use = async (settings: object): Promise<number> => {
      let requests = 0
      const fetch = async () => token({ access_token: `t${++requests}`, expires_in: 300 })
      await make({ address, store, key: 'user 1', clock: manualClock(), fetch, ...settings } as never).getAccessToken()
      return store.texts.size
    }
    expect([await use(pair[0]), await use(pair[0]), await use(pair[1]), await use(pair[1])]).toEqual([1, 1, 2, 2])
  },
)

test.each(Object.keys(common).slice(0, 2))('with a store and no clientId a key is required: %s', (what) => {
  const settings = { address, store: sharedStore(), ...common[what]?.[0] }
  expect(() => createClientCredentialsTokens(settings)).toThrow('key: pass a name for these tokens')
})

test('with a store and an actor the actor must have a name', () => {
  const settings = { address, ...secret, store: sharedStore(), key: 'user', actor: fixed('a') }
  expect(() => createExchangedTokens(fixed('s'), settings)).toThrow(
    new TypeError("actorKey: pass a name for whose token the actor's is, where there is a store"),
  )
})

test('tokens bound to a key without a name are not stored', async () => {
  const store = sharedStore()
  const source = createClientCredentialsTokens({
    address,
    ...secret,
    store,
    clock: manualClock(),
    dpop: { createProof: async () => 'proof' },
    fetch: async () => token({ access_token: 'a', token_type: 'DPoP', expires_in: 300 }),
  })
  for (let call = 0; call < 5; call++) await source.getAccessToken({ forceRenewal: true })
  expect(store.texts.size).toBe(0)
})

test.each(['throws once', 'hangs once'])(
  "a key store that %s doesn't fail calls, and is used as soon as it works",
  async (how) => {
    const store = sharedStore()
    const clock = manualClock()
    let reads = 0
    const source = createClientCredentialsTokens({
      address,
      ...secret,
      store,
      clock,
      dpop: {
        createProof: async () => 'proof',
        getThumbprint: async () => {
          if (reads++) return 'thumbprint'
          if (how === 'throws once') throw new Error('the transaction was aborted')
          return new Promise<string>(() => {})
        },
      } as never,
      fetch: async () => token({ access_token: `t${reads}`, token_type: 'DPoP', expires_in: 300 }),
    })
    const first = source.getAccessToken()
    // the code for a store is loaded first
    if (how === 'hangs once') await clock.asleep()
    await clock.advance(10_000)
    expect(await first).toMatchObject({ accessToken: 't1' })
    expect(store.texts.size).toBe(0)
    await source.getAccessToken({ forceRenewal: true })
    expect(store.texts.size).toBe(1)
  },
)
