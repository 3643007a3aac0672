import { expect, test } from 'vitest'
import { canary, tellings, transports, visibleText } from '../../core/src/testing/canary.ts'
import { json, text } from '../../core/src/testing/replies.ts'
import type { Seen } from '../../core/src/testing/test-fetch.ts'
import {
  createClientCredentialsTokens,
  createExchangedTokens,
  createJwtBearerTokens,
  createUserTokens,
  type TokenEvent,
  type TokenSource,
} from './index.ts'
import { manualClock } from './testing/manual-clock.ts'
import { sharedStore } from './testing/shared-store.ts'

const secret = (field: string): string => `${canary}-${field}`
const address = 'https://as.example/token'

type Answer = (seen: Seen) => Promise<Response>
const told = (seen: Seen): string =>
  Object.values(tellings)
    .map((tell) => tell(seen))
    .join(' ')
const answers: Record<string, Answer> = {
  'a token': async () =>
    json({ access_token: secret('access'), refresh_token: secret('next'), id_token: secret('id'), expires_in: 300 }),
  'a refusal': async () => json({ error: 'invalid_grant' }, 400),
  'a page that repeats the request': async (seen) => text(told(seen), 502),
  'JSON that repeats the request': async (seen) => json({ message: told(seen) }, 400),
  ...Object.fromEntries(
    Object.entries(transports).map(([name, make]) => [
      `a transport that tells: ${name}`,
      async (seen: Seen) => {
        throw make(told(seen), seen)
      },
    ]),
  ),
}

const kinds: Record<string, (settings: object) => Promise<TokenSource>> = {
  'client credentials': async (settings) => createClientCredentialsTokens({ address, ...settings, key: secret('key') }),
  'JWT bearer': async (settings) =>
    createJwtBearerTokens({ address, ...settings, key: 'key', assertion: secret('assertion') }),
  user: async (settings) => {
    const tokens = createUserTokens({ address, ...settings, key: secret('key') })
    await tokens.startSession({
      accessToken: secret('first'),
      refreshToken: secret('refresh'),
      idToken: secret('id'),
      expiresIn: 0,
    })
    return tokens
  },
  exchanged: async (settings) =>
    createExchangedTokens(
      { getAccessToken: async () => ({ accessToken: secret('subject'), tokenType: 'Bearer' }) },
      { address, ...settings, key: 'key' },
    ),
}

test.each(Object.keys(kinds).flatMap((kind) => Object.keys(answers).map((answer) => [kind, answer] as const)))(
  'no secret shows in an error or event: %s, %s (PAIN 14)',
  async (kind, answer) => {
    const seen: unknown[] = []
    const store = sharedStore()
    const source = await kinds[kind]?.({
      clientId: 'app',
      clientSecret: secret('secret'),
      parameters: { custom: secret('custom') },
      headers: { 'x-custom': secret('header') },
      clock: manualClock(),
      store,
      onEvent: (event: TokenEvent) => seen.push(event),
      fetch: (url: string, init: RequestInit) =>
        answers[answer]?.({
          url,
          init,
          headers: new Headers(init.headers),
          form: new URLSearchParams(init.body as URLSearchParams),
        }),
    })
    for (let call = 0; call < 3; call++) {
      await source?.getAccessToken({ forceRenewal: true }).catch((error) => seen.push(error))
      // a driver may put into its message whatever it was to write
      if (call === 1) store.down = (_, value) => value !== undefined
    }
    expect(seen.length).toBeGreaterThan(0)
    expect(visibleText(seen).filter((each) => each.includes(canary))).toEqual([])
    expect([...store.texts.keys()].join()).not.toContain(canary)
  },
)
