import { requestToken } from 'grantkit'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { json, token } from '../../core/src/testing/replies.ts'
import { testFetch } from '../../core/src/testing/test-fetch.ts'
import { createDPoP, type DPoP } from './index.ts'
import { testKey } from './testing/signing-keys.ts'

const url = 'https://as.example/token'
const { pair: keyPair } = await testKey('ES256')
const minute = 60_000
/** What the servers' clocks show. */
const present = 1_700_000_000_000

/** A signer on a device whose clock is `offMs` off, and what moves that. */
function device(offMs: number): DPoP & { clock: { offMs: number } } {
  const clock = { offMs }
  return Object.assign(createDPoP({ keyPair }, { now: () => present + clock.offMs }), { clock })
}

const iatOf = async (dpop: DPoP, at = url) => decodeJwt(await dpop.createProof({ method: 'POST', url: at })).iat

describe('a wrong clock', () => {
  test.each([10, -10, 60 * 24 - 1])(
    'by %i minutes is corrected by the first response with a date (PAIN 12, 13)',
    async (minutes) => {
      const dpop = device(minutes * minute)
      expect(await iatOf(dpop)).toBe((present + minutes * minute) / 1000)
      expect(dpop.rememberTime(url, present)).toBe(true)
      expect(await iatOf(dpop)).toBe(present / 1000)
    },
  )

  test('is corrected for other users of the time too', () => {
    const dpop = device(-10 * minute)
    expect(dpop.getServerTime(url)).toBe(present - 10 * minute)
    dpop.rememberTime(url, present)
    // a date is cut to the second, so half of one is the best guess
    expect(dpop.getServerTime(`${url}/par?x`)).toBe(present + 500)
  })

  test.each([2, -2])("by %i seconds isn't corrected, because a date isn't more precise", async (seconds) => {
    const dpop = device(seconds * 1000)
    expect(dpop.rememberTime(url, present)).toBe(false)
    expect(await iatOf(dpop)).toBe(present / 1000 + seconds)
  })

  test('is corrected for one origin only: no server sets the time for another', async () => {
    const dpop = device(10 * minute)
    dpop.rememberTime(url, present)
    expect(await iatOf(dpop, 'https://api.example/')).toBe((present + 10 * minute) / 1000)
    expect(dpop.rememberTime('https://api.example/', present)).toBe(true)
    expect(await iatOf(dpop, 'https://api.example/')).toBe(present / 1000)
    dpop.rememberTime('https://api.example/', present + 5 * minute)
    expect(await iatOf(dpop)).toBe(present / 1000)
  })

  test('is trusted again after the system has set it', async () => {
    const dpop = device(10 * minute)
    dpop.rememberTime(url, present)
    dpop.clock.offMs = 0
    expect(dpop.rememberTime(url, present)).toBe(true)
    expect(dpop.getServerTime(url)).toBe(present)
  })

  const day = 86_400_000
  const absurd = [
    Number.NaN,
    0,
    -1,
    Number.POSITIVE_INFINITY,
    8.64e15,
    present * 1000,
    present + day,
    present - day - 1000,
  ]
  test.each(absurd)("isn't corrected by a date of %d", async (date) => {
    const dpop = device(0)
    expect(dpop.rememberTime(url, date)).toBe(false)
    expect(await iatOf(dpop)).toBe(present / 1000)
  })

  test('affects proofs made before the correction, and none a minute later (PAIN 13)', () => {
    const dpop = device(10 * minute)
    expect(dpop.rememberTime(url, present)).toBe(true)
    expect(dpop.rememberTime(url, present)).toBe(true)
    dpop.clock.offMs += minute
    expect(dpop.rememberTime(url, present + minute)).toBe(false)
  })

  test('costs one refused proof at first, and none later (PAIN 12, 13)', async () => {
    const dpop = device(10 * minute)
    const date = new Date(present).toUTCString()
    const misdated = () => json({ error: 'invalid_dpop_proof' }, 400, { date })
    const bound = () => token({ token_type: 'DPoP' }, 200, { date })
    const request = { address: url, clientId: 'app', grantType: 'any', dpop }
    const fetch = testFetch(misdated(), bound(), bound())
    expect(await requestToken(request, { fetch })).toMatchObject({ isError: false })
    expect(await requestToken(request, { fetch })).toMatchObject({ isError: false })
    const dates = fetch.requests.map(({ headers }) => decodeJwt(headers.get('dpop') ?? '').iat)
    expect(dates).toEqual([(present + 10 * minute) / 1000, present / 1000, present / 1000])
  })
})
