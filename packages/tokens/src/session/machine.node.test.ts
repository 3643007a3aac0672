import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Circumstances, type Knowledge, learn, nextStep, type SessionEvent, transition } from './machine.ts'
import type { StoredSession } from './stored-session.ts'

const now = 1000
const token = (accessToken: string) => ({ accessToken, tokenType: 'Bearer' })
const login: StoredSession = {
  v: 1,
  session: 'alice',
  claims: 0,
  rotatedBy: 0,
  refreshToken: 'rt0',
  idToken: 'id',
  data: 1,
  tokens: { api: token('at0') },
}
const apply = (record: StoredSession | undefined, ...events: SessionEvent[]): StoredSession | undefined =>
  events.reduce((state, event) => transition(state, event, now) ?? state, record)
const marked = transition(login, { type: 'attempt', id: 'a', lost: false }, now) as StoredSession
const other = transition(login, { type: 'attempt', id: 'b', lost: false }, now) as StoredSession
const taken = transition(marked, { type: 'attempt', id: 'b', lost: true }, now) as StoredSession
const bob = { ...login, session: 'bob' }
const ended = (reason: string, claims = 1) => ({
  v: 1,
  session: 'alice',
  claims,
  rotatedBy: 0,
  tokens: {},
  ended: { reason, at: now },
})
const brought = (from: StoredSession, refreshToken?: string): SessionEvent => ({
  type: 'rotate',
  from,
  refreshToken,
  target: 'api',
  token: token('at1'),
})

describe('a record after an event', () => {
  it.each<[string, StoredSession | undefined, SessionEvent, unknown]>([
    ['a login begins a session', undefined, { type: 'start', record: login }, login],
    ['a login takes the place of any other', bob, { type: 'start', record: login }, login],
    ['a login that is there is there', marked, { type: 'start', record: login }, marked],
    ['a refresh leaves its mark', login, { type: 'attempt', id: 'a', lost: true }, { ...marked, lost: true }],
    [
      'nothing is refreshed after the end',
      apply(login, { type: 'end', reason: 'idle' }),
      { type: 'attempt', id: 'a', lost: false },
      undefined,
    ],
    [
      'a rotation is taken in',
      marked,
      brought(marked, 'rt1'),
      { ...login, claims: 1, rotatedBy: 1, refreshToken: 'rt1', tokens: { api: token('at1') } },
    ],
    [
      'without a refresh token the old one stays',
      marked,
      brought(marked),
      { ...login, claims: 1, tokens: { api: token('at1') } },
    ],
    ['a rotation has no place in another login', bob, brought(marked, 'rt1'), undefined],
    ['a rotation gives way to a later one', { ...login, claims: 2, rotatedBy: 2 }, brought(marked, 'rt1'), undefined],
    [
      'a rotation does not touch the mark of another',
      taken,
      brought(marked, 'rt1'),
      { ...taken, lost: undefined, rotatedBy: 1, refreshToken: 'rt1', tokens: { api: token('at1') } },
    ],
    ['a failure takes its mark away', marked, { type: 'fail', from: marked, lost: false }, { ...login, claims: 1 }],
    [
      'a failure in doubt says so',
      marked,
      { type: 'fail', from: marked, lost: true },
      { ...login, claims: 1, lost: true },
    ],
    ['a failure says nothing of another refresh', other, { type: 'fail', from: marked, lost: true }, undefined],
    ['a refusal ends the session', marked, { type: 'refuse', from: marked }, ended('revoked')],
    [
      'a refusal in doubt is a lost rotation',
      { ...marked, lost: true },
      { type: 'refuse', from: marked },
      ended('rotation_lost'),
    ],
    [
      'a refusal says nothing of another refresh token',
      { ...marked, refreshToken: 'rt9' },
      { type: 'refuse', from: marked },
      { ...login, claims: 1, refreshToken: 'rt9' },
    ],
    ['a refusal waits for the process that has taken over', taken, { type: 'refuse', from: marked }, undefined],
    ['a refusal says nothing of another login', bob, { type: 'refuse', from: marked }, undefined],
    ['a sign-out ends', login, { type: 'end', reason: 'signed_out' }, ended('signed_out', 0)],
    ['an end for another login does not', bob, { type: 'end', reason: 'idle', session: 'alice' }, undefined],
    [
      'an end stays as it is',
      apply(login, { type: 'end', reason: 'idle' }),
      { type: 'end', reason: 'signed_out' },
      undefined,
    ],
    ['use is noted', login, { type: 'use' }, { ...login, usedAt: now }],
  ])('%s', (_, record, event, expected) => {
    const next = transition(record, event, now)
    expect(next && JSON.parse(JSON.stringify(next))).toEqual(expected && JSON.parse(JSON.stringify(expected)))
  })

  it("a late rotation undoes an end that didn't know of it, but never a sign-out", () => {
    for (const reason of ['revoked', 'rotation_lost'] as const)
      expect(apply(marked, { type: 'end', reason }, brought(marked, 'rt1'))).toMatchObject({
        refreshToken: 'rt1',
        data: 1,
      })
    for (const reason of ['signed_out', 'idle', 'expired', 'user_mismatch'] as const)
      expect(transition(apply(marked, { type: 'end', reason }), brought(marked, 'rt1'), now)).toBeUndefined()
  })

  it('keeps a rotated refresh token without an access token', () => {
    const event: SessionEvent = { type: 'rotate', from: marked, refreshToken: 'rt1', target: 'api' }
    expect(transition(marked, event, now)).toMatchObject({ refreshToken: 'rt1', tokens: { api: token('at0') } })
  })

  it('keeps at most fifty tokens in addition to the new one', () => {
    let record: StoredSession | undefined = marked
    for (let target = 0; target < 200; target++)
      record = transition(record, { ...brought(marked, 'rt1'), target: `t${target}` } as SessionEvent, now)
    expect(Object.keys(record?.tokens ?? {})).toHaveLength(51)
  })

  it("is the same in any order of two writes, and doesn't change when one is repeated", () => {
    const event = fc.oneof(
      fc.constantFrom<SessionEvent>(
        brought(marked, 'rt1'),
        brought(taken, 'rt2'),
        brought(marked),
        { type: 'refuse', from: marked },
        { type: 'refuse', from: taken },
        { type: 'fail', from: marked, lost: true },
        { type: 'fail', from: taken, lost: false },
        { type: 'end', reason: 'signed_out' },
        { type: 'use' },
        { type: 'attempt', id: 'c', lost: true },
        { type: 'start', record: bob },
      ),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        let record: StoredSession | undefined = taken
        let signedOut = false
        for (const each of events) {
          const next: StoredSession | undefined = transition(record, each, now)
          if (next && each.type === 'start') signedOut = false
          if (next && each.type === 'end') signedOut = true
          // no refresh token is ever put back for an older one
          if (record && next && next.session === record.session && !next.ended && !record.ended)
            expect(next.rotatedBy).toBeGreaterThanOrEqual(record.rotatedBy)
          // a login of bob's never gets what a refresh for alice brought
          if (next?.session === 'bob' && !next.ended)
            expect([next.refreshToken, next.tokens.api?.accessToken]).toEqual(['rt0', 'at0'])
          // who has signed out stays signed out
          if (signedOut) expect((next ?? record)?.ended).toBeDefined()
          if (next?.ended)
            expect([next.refreshToken, next.idToken, next.data, next.tokens]).toEqual([
              undefined,
              undefined,
              undefined,
              {},
            ])
          if (next && each.type === 'rotate') expect(transition(next, each, now)).toEqual(next)
          record = next ?? record
        }
      }),
      { seed: 20_261_127, numRuns: 2000 },
    )
  })
})

describe('the next step for a token', () => {
  const plain: Circumstances = { serves: false, lasts: false, expired: true, idle: false, abandoned: false }
  const { refreshToken: _, ...bare } = login
  it.each<[string, StoredSession | undefined, Partial<Circumstances>, object]>([
    ['nobody has logged in', undefined, {}, { do: 'fail', code: 'no_session' }],
    [
      'the last session has ended',
      undefined,
      { reason: 'idle' },
      { do: 'fail', code: 'session_ended', reason: 'idle' },
    ],
    [
      'it has expired',
      ended('revoked') as StoredSession,
      { serves: true },
      { do: 'fail', code: 'session_ended', reason: 'revoked' },
    ],
    ['nobody has used it', login, { idle: true, serves: true }, { do: 'end', reason: 'idle' }],
    ['the stored token will do', marked, { serves: true }, { do: 'serve' }],
    ['it is time for a refresh', login, {}, { do: 'refresh', lost: false, takesOver: false }],
    ['a response may be lost', { ...login, lost: true }, {}, { do: 'refresh', lost: true, takesOver: false }],
    ['somebody else is at it', marked, {}, { do: 'wait' }],
    ['somebody else has given up', marked, { abandoned: true }, { do: 'refresh', lost: true, takesOver: true }],
    [
      'the mark is its own',
      marked,
      { own: { id: 'a', lost: false } },
      { do: 'refresh', lost: false, takesOver: false },
    ],
    [
      'its own response was lost',
      marked,
      { own: { id: 'a', lost: true } },
      { do: 'refresh', lost: true, takesOver: false },
    ],
    ['there is nothing to renew by, but time', bare, { lasts: true, expired: false }, { do: 'serve' }],
    ['there is nothing to renew by', bare, { expired: false }, { do: 'fail', code: 'no_refresh_token' }],
    ['all has expired', bare, {}, { do: 'end', reason: 'expired' }],
  ])('if %s', (_, record, circumstances, step) => {
    expect(nextStep(record, { ...plain, ...circumstances })).toEqual(step)
  })
})

describe('what a process learns', () => {
  const known: Knowledge = { session: 'alice', turn: 3 }
  it.each<[string, Knowledge, Parameters<typeof learn>[1], object]>([
    ['a login here', known, { type: 'started', session: 'bob' }, { known: { session: 'bob', turn: 4 } }],
    ['a login that was not stored', known, { type: 'not started' }, { known: { turn: 3 } }],
    [
      'a sign-out here',
      known,
      { type: 'signed out' },
      { known: { reason: 'signed_out', signedOut: 'alice', turn: 4 } },
    ],
    [
      'which login that was',
      { turn: 1 },
      { type: 'gone', session: 'alice' },
      { known: { signedOut: 'alice', turn: 1 } },
    ],
    ['the same session', known, { type: 'seen', record: login }, { known }],
    ['another', known, { type: 'seen', record: bob }, { known: { session: 'bob', turn: 3 }, news: 'replaced' }],
    ['a first one', { turn: 0 }, { type: 'seen', record: bob }, { known: { session: 'bob', turn: 0 } }],
    [
      'none any more',
      known,
      { type: 'seen', record: undefined },
      { known: { reason: 'signed_out', turn: 3 }, news: 'signed_out' },
    ],
    ['none as before', { turn: 0 }, { type: 'seen', record: undefined }, { known: { turn: 0 } }],
    [
      'its end',
      known,
      { type: 'seen', record: ended('revoked') as StoredSession },
      { known: { reason: 'revoked', turn: 3 }, news: 'revoked' },
    ],
    [
      'its own mark',
      known,
      { type: 'attempt', own: { id: 'a', lost: true } },
      { known: { ...known, own: { id: 'a', lost: true } } },
    ],
    ['an answer', { ...known, own: { id: 'a', lost: true } }, { type: 'attempt' }, { known }],
  ])('from %s', (_, before, observation, expected) => {
    expect(JSON.parse(JSON.stringify(learn(before, observation)))).toEqual(expected)
  })
})
