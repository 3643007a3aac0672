import { expect, test } from 'vitest'
import { createUserTokens } from './index.ts'
import { manualClock } from './testing/manual-clock.ts'
import { rotatingServer } from './testing/rotating-server.ts'

const address = 'https://as.example/token'

test('five callers at once make one refresh (PAIN 1)', async () => {
  const clock = manualClock()
  const server = rotatingServer({ now: clock.now })
  const tokens = createUserTokens({ address, clientId: 'app', key: 'user', fetch: server.fetch, clock })
  await tokens.startSession(server.login())
  clock.time += 400_000
  const got = await Promise.all(Array.from({ length: 5 }, () => tokens.getAccessToken()))
  expect(new Set(got.map(({ accessToken }) => accessToken)).size).toBe(1)
  expect(server.forms).toHaveLength(1)
})

test('ten sources over one store make one refresh without a lock (PAIN 2)', async () => {
  const clock = manualClock()
  const server = rotatingServer({ now: clock.now })
  const map = new Map<string, string>()
  const store = {
    get: async (key: string) => map.get(key),
    set: async (key: string, value: string) => void map.set(key, value),
    delete: async (key: string) => map.delete(key),
  }
  const sources = Array.from({ length: 10 }, () =>
    createUserTokens({ address, clientId: 'app', key: 'user', fetch: server.fetch, clock, store }),
  )
  await sources[0]?.startSession(server.login())
  clock.time += 400_000
  const all = Promise.all(sources.map((source) => source.getAccessToken()))
  await clock.advance(5000)
  expect(new Set((await all).map(({ accessToken }) => accessToken)).size).toBe(1)
  expect(server.forms).toHaveLength(1)
})
