import { createKeyCache, getJsonWebKeySet, orThrow, requestPasswordToken } from 'grantkit'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
beforeEach(() => {
  server.requests.length = 0
})
const address = server.jwksUri

describe('getJsonWebKeySet', () => {
  it("gets the keys that verify the server's ID tokens", async () => {
    const user = { username: 'alice', password: 'wonderland', scope: 'openid' }
    const token = orThrow(
      await requestPasswordToken({ address: server.tokenEndpoint, ...server.clients.legacy, ...user }),
    )
    const { keys, quirks } = orThrow(await getJsonWebKeySet({ address }))
    expect(quirks).toEqual([])
    const { payload } = await jwtVerify(token.idToken ?? '', createLocalJWKSet({ keys }), { issuer: server.issuer })
    expect(payload.sub).toBe('alice')
    expect(keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(token.idToken ?? '').kid)
  })

  it('contains no private member', async () => {
    const { keys } = orThrow(await getJsonWebKeySet({ address }))
    expect(keys.flatMap((key) => Object.keys(key)).filter((name) => ['d', 'p', 'q', 'k'].includes(name))).toEqual([])
  })
})

describe('createKeyCache', () => {
  it('sends one request for known keys, and one more for an unknown kid, however often that is requested', async () => {
    let present = Date.now()
    const cache = createKeyCache({ address, now: () => present })
    await Promise.all([cache.get({ kid: 'rs256' }), cache.get({ kid: 'es256' }), cache.get()])
    expect(server.requests).toHaveLength(1)

    present += 120_000
    const answers = [await cache.get({ kid: 'unknown' }), await cache.get({ kid: 'unknown' })]
    expect(answers.map((answer) => orThrow(answer).keys.some(({ kid }) => kid === 'unknown'))).toEqual([false, false])
    expect(server.requests).toHaveLength(2)
  })

  it('serves the cached keys, with the reason, after the server has stopped', async () => {
    const brief = await startAuthorizationServer()
    const cache = createKeyCache({ address: brief.jwksUri })
    orThrow(await cache.get())
    await brief.close()
    const answer = orThrow(await cache.refresh())
    expect(answer.stale).toMatchObject({ code: 'network', transient: true })
    expect(answer.keys.map(({ kid }) => kid)).toEqual(['rs256', 'es256', 'server-rsa'])
  })
})
