import { describe, expect, it } from 'vitest'
import { leastRefreshes, type SessionHistory } from './least-refreshes.ts'

const terms = { lifetimeMs: 5000, leastLeftMs: 500 }
const call = (at: number, more: object = {}) => ({ at, worker: 'one', skewMs: 0, leftMs: 5000, tookMs: 0, ...more })
const calls = (...times: number[]) => times.map((at) => call(at))
const every = (ms: number, until: number) => calls(...Array.from({ length: until / ms }, (_, index) => index * ms))
const least = (history: Partial<SessionHistory>) => leastRefreshes({ logins: [0], calls: [], ...history }, terms)

describe('the least possible refreshes', () => {
  it('are none while the token of the login is good for long enough', () => {
    expect(least({ calls: calls(0, 4500) })).toBe(0)
    expect(least({ calls: calls(0, 4501) })).toBe(1)
  })

  it('are one for each lifetime that is called in, less what must be left', () => {
    expect(least({ calls: every(1, 45_000) })).toBe(9)
    expect(least({ calls: every(1, 46_000) })).toBe(10)
  })

  it('are none while nobody calls', () => {
    expect(least({ calls: calls(60_000, 60_001, 64_000) })).toBe(1)
  })

  it('begin anew with a login', () => {
    expect(least({ logins: [0, 4000], calls: calls(4000, 8500) })).toBe(0)
  })

  it('are not needed for a call that was content with less', () => {
    expect(least({ calls: [call(4800, { leftMs: 200 }), call(4801, { leftMs: 4999 })] })).toBe(1)
    expect(least({ calls: [call(4800, { leftMs: 200 })] })).toBe(0)
  })

  it('come earlier after a token that had aged while a call waited for it, and not after one that had aged in a cache', () => {
    const aged = (tookMs: number) => [call(5000, { leftMs: 4000, tookMs }), call(8600)]
    expect(least({ calls: aged(1000) })).toBe(2)
    expect(least({ calls: aged(999) })).toBe(1)
  })

  it('come earlier by a clock that is ahead, and last longer by it', () => {
    const ahead = call(4300, { worker: 'other', skewMs: 300 })
    expect(least({ calls: [ahead] })).toBe(1)
    expect(least({ calls: [ahead, call(9100)] })).toBe(1)
    expect(least({ calls: [ahead, call(9101)] })).toBe(2)
  })
})
