import { afterEach, expect, test, vi } from 'vitest'
import { createUserTokens } from '../index.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { rotatingServer } from '../testing/rotating-server.ts'
import { sharedStore } from '../testing/shared-store.ts'

// a page may have lost the network, or a deployment its files

afterEach(() => {
  vi.doUnmock('./shared-session.ts')
  vi.doUnmock('./targets.ts')
  vi.doUnmock('./revoke-session.ts')
})
const missing = (): never => {
  throw new Error('Failed to fetch dynamically imported module')
}
const world = () => {
  const clock = manualClock()
  const as = rotatingServer({ now: clock.now })
  const settings = { address: 'https://as.example/token', clientId: 'app', key: 'user', fetch: as.fetch, clock }
  return { as, settings }
}
const lost = { code: 'renewal_failed', error: 'module_unavailable', transient: true }

test('a failed import fails the call, and is tried again by the next', async () => {
  const { as, settings } = world()
  vi.doMock('./shared-session.ts', missing)
  const tokens = createUserTokens({ ...settings, store: sharedStore() })
  await expect(tokens.startSession(as.login())).rejects.toMatchObject(lost)
  await expect(tokens.getAccessToken()).rejects.toMatchObject(lost)
  vi.doUnmock('./shared-session.ts')
  await tokens.startSession(as.login())
  vi.doMock('./targets.ts', missing)
  const other = tokens.forResource({ resource: 'urn:a' })
  await expect(other.getAccessToken()).rejects.toMatchObject(lost)
  vi.doUnmock('./targets.ts')
  expect((await other.getAccessToken()).accessToken).toMatch(/urn:a/)
})

test("a sign-out ends the session even if the code for revoking can't be loaded, and reports that", async () => {
  const { as, settings } = world()
  vi.doMock('./revoke-session.ts', missing)
  const tokens = createUserTokens(settings)
  await tokens.startSession(as.login())
  const ended = await tokens.endSession({ revoke: true })
  expect(ended).toMatchObject({ refreshToken: 'rt-2', failures: [{ what: 'refresh_token', error: 'not_sent' }] })
  await expect(tokens.getAccessToken()).rejects.toMatchObject({ reason: 'signed_out' })
})
