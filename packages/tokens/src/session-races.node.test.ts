import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemoryLock, createUserTokens, type UserTokens, type UserTokensSettings } from './index.ts'
import { type RotatingServer, rotatingServer } from './testing/rotating-server.ts'
import { type SharedStore, sharedStore } from './testing/shared-store.ts'

// Processes that share a store, each operation of which takes its turn in an order of chance: what is true here is true in any order.

interface World {
  server: RotatingServer
  store: SharedStore
  /** One that has looked into the store, for its name is hashed in nobody's turn. */
  process(): Promise<UserTokens>
}

async function inAnyOrder(
  shared: { compares: boolean; locks: boolean },
  work: (world: World) => Promise<(() => Promise<unknown>)[]>,
  then: (world: World, outcomes: unknown[]) => Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    let scheduling = false
    const turn = async (): Promise<void> => {
      if (scheduling) await scheduler.schedule(Promise.resolve())
    }
    let time = 1_700_000_000_000
    const clock = {
      now: () => time,
      // what waits for the end of its patience waits forever
      sleep: (ms: number) => (ms < 500 ? turn() : new Promise<void>(() => {})),
    }
    const server = rotatingServer({ now: clock.now })
    const store = sharedStore({ compares: shared.compares })
    const slow: UserTokensSettings['store'] = {
      async get(key) {
        await turn()
        return store.get(key)
      },
      async set(...args) {
        await turn()
        return store.set(...args)
      },
      async delete(key) {
        await turn()
        return store.delete(key)
      },
    }
    const lock = shared.locks ? createMemoryLock() : undefined
    const world: World = {
      server,
      store,
      async process() {
        const tokens = createUserTokens({
          address: 'https://as.example/token',
          clientId: 'app',
          key: 'user',
          clock,
          store: slow,
          channel: false,
          random: () => 0,
          ...(lock && { lock }),
          fetch: async (url, init) => {
            await turn()
            return server.fetch(url, init)
          },
        })
        await tokens.getSession()
        return tokens
      },
    }
    const steps = await work(world)
    time += 400_000
    scheduling = true
    const all = Promise.all(steps.map((step) => step().catch((error) => error)))
    const outcomes = await scheduler.waitFor(all)
    scheduling = false
    await then(world, outcomes)
  })
  await fc.assert(property, { numRuns: 200, seed: 7 })
}

const living = ({ store }: World): string | undefined => {
  const record = store.record() as { session: string; ended?: object } | undefined
  return record?.ended ? undefined : record?.session
}

describe.each([
  { compares: true, locks: false },
  { compares: true, locks: true },
  { compares: false, locks: true },
])('with a store that compares: $compares, a lock: $locks', (shared) => {
  test('a sign-out is never undone by a refresh in another process', () =>
    inAnyOrder(
      shared,
      async ({ process, server }) => {
        const [one, other] = [await process(), await process()]
        await one.startSession(server.login())
        return [() => one.getAccessToken(), () => other.endSession()]
      },
      async (world, [, ended]) => {
        expect(ended).toMatchObject({ accessTokens: expect.any(Array) })
        expect(living(world)).toBeUndefined()
        await expect((await world.process()).getAccessToken()).rejects.toMatchObject({
          code: expect.stringMatching(/session_ended|no_session/),
        })
      },
    ))

  test('a login is never undone by a refresh in another process', () => {
    let tokens: UserTokens
    return inAnyOrder(
      shared,
      async ({ process, server }) => {
        const one = await process()
        tokens = await process()
        await one.startSession(server.login())
        const login = server.login()
        return [() => one.getAccessToken(), () => tokens.startSession(login)]
      },
      async (world, [, started]) => {
        expect(started).toBeUndefined()
        expect(living(world)).toBe(tokens.sessionId())
      },
    )
  })

  test('a login during a sign-out stays, or the sign-out reports that it ended it', () => {
    let tokens: UserTokens
    return inAnyOrder(
      shared,
      async ({ process, server }) => {
        const one = await process()
        tokens = await process()
        await one.startSession(server.login())
        const login = server.login()
        return [() => one.endSession(), () => tokens.startSession(login)]
      },
      async (world, [ended]) => {
        const { refreshToken } = ended as { refreshToken?: string }
        if (refreshToken !== world.server.newest()) expect(living(world)).toBe(tokens.sessionId())
        else expect(living(world)).toBeUndefined()
      },
    )
  })

  test('a sign-out returns the refresh token that it ended, even one that another process just got', () =>
    inAnyOrder(
      shared,
      async ({ process, server }) => {
        const [one, other] = [await process(), await process()]
        await one.startSession(server.login())
        return [() => one.getAccessToken(), () => other.endSession()]
      },
      async ({ server }, [token, ended]) => {
        // a refresh that had been stored before the sign-out was seen by it
        const { refreshToken } = ended as { refreshToken: string }
        if ((token as { accessToken?: string }).accessToken) expect(refreshToken).toBe(server.newest())
      },
    ))
})
