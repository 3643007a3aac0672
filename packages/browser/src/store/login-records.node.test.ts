import { beforeEach, describe, expect, it } from 'vitest'
import { type LoginRecord, type LoginRecords, loginRecords } from './login-records.ts'
import type { SafeStorage } from './safe-storage.ts'

let held: Map<string, string>
let room: number
let now: number
let records: LoginRecords
beforeEach(() => {
  held = new Map()
  room = Number.POSITIVE_INFINITY
  now = 1000
  const storage: SafeStorage = {
    lasting: () => true,
    get: (key) => held.get(key),
    set(key, value) {
      const others = [...held].filter(([each]) => each !== key).reduce((sum, [, text]) => sum + text.length, 0)
      if (others + value.length > room) return false
      held.set(key, value)
      return true
    },
    remove: (key) => void held.delete(key),
    keys: (prefix) => [...held.keys()].filter((key) => key.startsWith(prefix)),
  }
  records = loginRecords('app', storage, () => now)
})

const record = (state: string, over: object = {}): LoginRecord =>
  ({
    v: 1,
    mode: 'redirect',
    transaction: { state, codeVerifier: 'v', createdAt: now, expiresAt: now + 100, ...over },
  }) as LoginRecord

describe('records of sign-ins', () => {
  it('are found by their state, and leave a stub without the verifier once they are used', () => {
    expect(records.keep(record('a'))).toBe(true)
    expect(records.find('a')).toEqual(record('a'))
    expect(records.waiting()).toHaveLength(1)
    records.use('a', '/orders')
    expect(records.find('a')).toMatchObject({ used: true, returnTo: '/orders' })
    expect(JSON.stringify([...held])).not.toContain('codeVerifier')
    expect(records.waiting()).toEqual([])
    expect(records.find('b')).toBeUndefined()
  })

  it('are at most ten: the oldest are removed', () => {
    for (let index = 0; index < 12; index++) {
      now++
      records.keep(record(`${index}`))
    }
    expect(records.waiting()).toHaveLength(10)
    expect(records.find('1')).toBeUndefined()
    expect(records.find('2')).toBeDefined()
  })

  it('are removed a day after their end', () => {
    records.keep(record('a'))
    now += 86_400_000 + 101
    records.keep(record('b'))
    expect(records.find('a')).toBeUndefined()
    expect(records.find('b')).toBeDefined()
  })

  it('make room for the next in a full storage, or report that there is none', () => {
    records.keep(record('a'))
    room = JSON.stringify(record('b')).length
    expect(records.keep(record('b'))).toBe(true)
    expect(records.find('a')).toBeUndefined()
    room = 10
    expect(records.keep(record('c'))).toBe(false)
  })

  it.for(['', 'null', '[]', '{"v":2}', '{"v":1,"used":true}', '{"v":1,"transaction":{"state":"a"}}', 'no json'])(
    'written by other code are ignored: %s',
    (text) => {
      held.set('grantkit:app:login:a', text)
      expect(records.find('a')).toBeUndefined()
      expect(records.waiting()).toEqual([])
      expect(records.keep(record('b'))).toBe(true)
    },
  )
})

describe('records of sign-outs', () => {
  const logout = (expiresAt: number) => ({ state: 'out', expiresAt }) as Parameters<LoginRecords['keepLogout']>[0]

  it('are returned once', () => {
    records.keepLogout(logout(now + 1))
    expect(records.hasLogout('out')).toBe(true)
    expect(records.takeLogout('out')).toEqual(logout(now + 1))
    expect(records.takeLogout('out')).toBeUndefined()
    expect(records.hasLogout('out')).toBe(false)
  })

  it('are not returned after their expiry', () => {
    records.keepLogout(logout(now + 1))
    now += 2
    expect(records.takeLogout('out')).toBeUndefined()
  })
})
