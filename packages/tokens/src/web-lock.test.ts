import { describe, expect, it, vi } from 'vitest'
import { createWebLock } from './index.ts'
import { lockContract } from './testing/lock-contract.ts'

const { signal } = new AbortController()

describe('the web lock', () => {
  lockContract(() => [createWebLock(), createWebLock()])

  it('accepts a name that Web Locks would refuse', async () => {
    const lock = createWebLock()
    expect(await lock.withLock('-name', async () => 'held', { signal })).toBe('held')
  })
})

describe('the web lock without Web Locks', () => {
  const given = (navigator: unknown) => vi.stubGlobal('navigator', navigator)

  it.each([
    ['no navigator', undefined],
    ['no locks, as on a page that is not secure', {}],
    [
      'locks that may not be used',
      { locks: { request: () => Promise.reject(new DOMException('no', 'SecurityError')) } },
    ],
    ['locks that throw', { locks: { request: () => expect.unreachable() } }],
  ])('runs the task without: %s (PAIN 3)', async (_, navigator) => {
    const lock = createWebLock()
    given(navigator)
    expect(await lock.withLock('name', async () => 'ran', { signal })).toBe('ran')
    await expect(lock.withLock('name', () => Promise.reject(new Error('of the task')), { signal })).rejects.toThrow(
      'of the task',
    )
    await expect(lock.withLock('name', async () => 'ran', { signal: AbortSignal.abort('gone') })).rejects.toBe('gone')
  })

  it('never steals, and requests the lock with a prefixed name (PAIN 3)', async () => {
    const asked: unknown[] = []
    given({
      locks: {
        request: (name: string, options: object, run: () => unknown) => {
          asked.push([name, Object.keys(options)])
          return run()
        },
      },
    })
    await createWebLock().withLock('name', async () => {}, { signal })
    await createWebLock({ prefix: 'app/' }).withLock('name', async () => {}, { signal })
    expect(asked).toEqual([
      ['grantkit:name', ['signal']],
      ['app/name', ['signal']],
    ])
  })

  it('runs the task once, whatever happens to the lock', async () => {
    let runs = 0
    given({
      locks: {
        request: async (_: string, __: object, run: () => unknown) => {
          await run()
          throw new DOMException('stolen', 'AbortError')
        },
      },
    })
    expect(await createWebLock().withLock('name', async () => ++runs, { signal })).toBe(1)
    expect(runs).toBe(1)
  })
})
