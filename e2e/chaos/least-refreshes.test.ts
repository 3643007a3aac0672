import { describe, expect, it } from 'vitest'
import { leastRefreshes, type SessionHistory } from './least-refreshes.ts'

const terms = { lifetimeMs: 5000, leastLeftMs: 500 }
const call = (at: number, more: object = {}) => ({ at, worker: 'one', skewMs: 0, leftMs: 5000, tookMs: 0, ...more })
const calls = (...times: number[]) => times.map((at) => call(at))
const every = (ms: number, until: number) => calls(...Array.from({ length: until / ms }, (_, index) => index * ms))
const least = (history: Partial<SessionHistory>) => leastRefreshes({ logins: [0], calls: [], ...history }, terms)

describe('the minimum number of refreshes', () => {
  it('is zero while the token of the login has enough lifetime left', () => {
    expect(least({ calls: calls(0, 4500) })).toBe(0)
    expect(least({ calls: calls(0, 4501) })).toBe(1)
  })

  it('is one for each lifetime with calls, less the lifetime that must be left', () => {
    expect(least({ calls: every(1, 45_000) })).toBe(9)
    expect(least({ calls: every(1, 46_000) })).toBe(10)
  })

  it('is zero without calls', () => {
    expect(least({ calls: calls(60_000, 60_001, 64_000) })).toBe(1)
  })

  it('starts again with a login', () => {
    expect(least({ logins: [0, 4000], calls: calls(4000, 8500) })).toBe(0)
  })

  it('counts no refresh for a call that got less', () => {
    expect(least({ calls: [call(4800, { leftMs: 200 }), call(4801, { leftMs: 4999 })] })).toBe(1)
    expect(least({ calls: [call(4800, { leftMs: 200 })] })).toBe(0)
  })

  it('counts an earlier refresh after a token that had aged while a call waited for it, not after one that had aged in a cache', () => {
    const aged = (tookMs: number) => [call(5000, { leftMs: 4000, tookMs }), call(8600)]
    expect(least({ calls: aged(1000) })).toBe(2)
    expect(least({ calls: aged(999) })).toBe(1)
  })

  it('counts an earlier refresh by a clock that is ahead, and a longer lifetime', () => {
    const ahead = call(4300, { worker: 'other', skewMs: 300 })
    expect(least({ calls: [ahead] })).toBe(1)
    expect(least({ calls: [ahead, call(9100)] })).toBe(1)
    expect(least({ calls: [ahead, call(9101)] })).toBe(2)
  })
})
