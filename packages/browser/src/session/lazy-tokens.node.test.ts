import { expect, it } from 'vitest'
import { lazyTokens, type SessionTokens } from './lazy-tokens.ts'

const token = (accessToken: string) => ({ accessToken, tokenType: 'Bearer' })
function world() {
  const log: string[] = []
  const source = (name: string) => ({ getAccessToken: async () => token(name), sessionId: () => 'one' })
  const tokens: SessionTokens = {
    ...source('own'),
    async startSession() {
      log.push('start')
    },
    endSession: async () => undefined,
    getSession: async () => undefined,
    forResource: ({ resource }) => source(`${resource}`),
    dispose: () => void log.push('dispose'),
  }
  const open = async () => {
    log.push('load')
    return tokens
  }
  return { log, open }
}

it('is loaded once, at the first use', async () => {
  const { log, open } = world()
  const late = lazyTokens(open)
  expect([late.sessionId(), late.isLoaded(), log]).toEqual([undefined, false, []])
  const other = late.forResource({ resource: 'urn:a' })
  expect(log).toEqual([])
  const got = await Promise.all([late.getAccessToken(), other.getAccessToken(), late.startSession(token('a'))])
  expect(got).toEqual([token('own'), token('urn:a'), undefined])
  expect([late.sessionId(), other.sessionId?.(), late.isLoaded()]).toEqual(['one', 'one', true])
  expect(log).toEqual(['load', 'start'])
})

it("fails like a refresh without a network if the code can't be loaded, and loads it again", async () => {
  const { open } = world()
  let isGone = true
  const late = lazyTokens(() => (isGone ? Promise.reject(new Error('Failed to fetch module')) : open()))
  const gone = { name: 'TokenSourceError', code: 'renewal_failed', error: 'module_unavailable', transient: true }
  await expect(late.getAccessToken()).rejects.toMatchObject(gone)
  await expect(late.endSession()).rejects.toMatchObject(gone)
  expect(late.isLoaded()).toBe(false)
  isGone = false
  expect(await late.getAccessToken()).toEqual(token('own'))
})

it('disposes of what is still being loaded', async () => {
  const { log, open } = world()
  const late = lazyTokens(open)
  const loading = late.load()
  late.dispose()
  await loading
  expect(log).toEqual(['load', 'dispose'])
  await expect(late.getAccessToken()).rejects.toMatchObject({ name: 'TokenSourceError', code: 'disposed' })
})

it("refuses a target that isn't an object at once", () => {
  expect(() => lazyTokens(world().open).forResource('urn:a' as never)).toThrow(/^target: pass/)
})
