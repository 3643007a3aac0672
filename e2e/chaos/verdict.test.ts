import { describe, expect, it } from 'vitest'
import { reuse } from './rotation-records.ts'
import { type Evidence, isWasted, judge } from './verdict.ts'

const passage = (request: string, more: object = {}) => ({
  request,
  worker: '0.0',
  refreshToken: 'X',
  at: 0,
  forwarded: true,
  ...more,
})
const origin = { session: 7, login: 1 }

/** X is rotated to Y, but the response is lost. Then X is tried once more and refused, and the session ends. */
const lost = (more: Partial<Evidence> = {}): Evidence => ({
  presentations: [
    { at: 10, request: 'first', token: 'X', successor: 'Y' },
    { at: 100, request: 'second', token: 'X', refusal: reuse },
  ],
  passages: [passage('first'), passage('second', { at: 90, answeredAt: 110 })],
  heldAt: () => undefined,
  deaths: [],
  gaveUp: new Set(),
  endings: [{ ...origin, at: 120, reason: 'rotation_lost' }],
  refused: [],
  switches: [],
  logins: () => [0],
  overlapMsOf: () => 0,
  ...more,
})
const verdictOf = (evidence: Evidence) => judge(evidence, new Map([['X', origin]]))
const arrived = [passage('first', { answeredAt: 20 }), passage('second', { at: 90, answeredAt: 110 })]

describe('the verdict', () => {
  it('is an unavoidable loss if the response never arrived', () => {
    const name = ['session 7, login 1']
    expect(verdictOf(lost())).toEqual({ unavoidable: name, reuses: [], lostSessions: [] })
  })

  it('is the same if the response arrived too late, or at a process that died before another tried', () => {
    expect(verdictOf(lost({ passages: arrived, gaveUp: new Set(['first']) })).reuses).toEqual([])
    // a request may still be under way after its process has died
    for (const at of [-5, 50]) {
      expect(verdictOf(lost({ passages: arrived, deaths: [{ worker: '0.0', at }] })).reuses).toEqual([])
    }
  })

  it.each([
    ['the answer arrived, and the process lived', { passages: arrived }],
    ['another process died', { passages: arrived, deaths: [{ worker: '1.0', at: 50 }] }],
    ['the process died after the other try', { passages: arrived, deaths: [{ worker: '0.0', at: 101 }] }],
    ['the store held the successor', { heldAt: (token: string) => (token === 'Y' ? 30 : undefined) }],
    ['the old token would still have been taken for a while', { overlapMsOf: () => 10_000 }],
    [
      'it was tried again and again',
      {
        presentations: [...lost().presentations, { at: 200, request: 'third', token: 'X', refusal: reuse }],
        passages: [...lost().passages, passage('third', { at: 190, answeredAt: 210 })],
      },
    ],
    ['the server had not rotated it', { presentations: [{ at: 100, request: 'second', token: 'X', refusal: reuse }] }],
  ])('is reuse if %s', (_, more) => {
    const { unavoidable, reuses, lostSessions } = verdictOf(lost(more))
    expect(unavoidable).toEqual([])
    expect(reuses).toEqual([expect.stringContaining('session 7, login 1')])
    expect(lostSessions).toEqual(['session 7, login 1: rotation_lost'])
  })

  it('is a lost session if it ended without any of this, or with another reason', () => {
    expect(verdictOf(lost({ presentations: [], passages: [] })).lostSessions).toHaveLength(1)
    const revoked = [{ ...origin, at: 120, reason: 'revoked' }]
    expect(verdictOf(lost({ endings: revoked })).lostSessions).toHaveLength(1)
    expect(
      verdictOf(lost({ endings: [], refused: [{ session: 7, at: 50, kind: 'no_session' }] })).lostSessions,
    ).toHaveLength(1)
  })

  it('counts a refresh as useless if its response was lost for every process, and so the one retry', () => {
    const wasted = (evidence: Evidence) =>
      evidence.passages.map((one) => isWasted(one, evidence, new Map([['X', origin]])))
    expect(wasted(lost())).toEqual([true, true])
    expect(wasted(lost({ passages: arrived }))).toEqual([false, false])
    expect(wasted(lost({ passages: arrived, gaveUp: new Set(['first']), heldAt: () => 30 }))).toEqual([false, false])
  })
})
