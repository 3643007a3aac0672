import { expect, it } from 'vitest'
import { misdirected } from './misdirected.ts'

const origins = new Map([
  ['alice', { session: 0, login: 1 }],
  ['bob', { session: 0, login: 2 }],
  ['carol', { session: 1, login: 1 }],
])
const call = (accessToken: string, at: number, tookMs = 0) => ({
  at,
  tookMs,
  accessToken,
  worker: '0.0',
  tab: 0,
  skewMs: 0,
  leftMs: 1,
})
const found = (calls: ReturnType<typeof call>[], sessionIds: [string, Set<string>][] = []) =>
  misdirected({
    calls: [calls],
    origins,
    sessionIds: new Map(sessionIds),
    logins: (session) => (session ? [0] : [0, 1000]),
    graceMs: 100,
  })

it('accepts tokens of the login that was current when the call began', () => {
  const names: [string, Set<string>][] = [
    ['alice', new Set(['a'])],
    ['bob', new Set(['b'])],
  ]
  expect(found([call('alice', 500), call('alice', 1100), call('alice', 1200, 150), call('bob', 1300)], names)).toEqual(
    [],
  )
})

it.each([
  ['nobody', [call('mallory', 1)], []],
  ['another session', [call('carol', 1)], []],
  ['a login that was replaced', [call('alice', 1101)], []],
  [
    'another login',
    [call('alice', 1), call('bob', 1001)],
    [
      ['alice', new Set(['a'])],
      ['bob', new Set(['a'])],
    ],
  ],
] as [string, ReturnType<typeof call>[], [string, Set<string>][]][])('finds a token of %s', (_, calls, names) => {
  expect(found(calls, names)).toHaveLength(1)
})
