import { kyFetch } from '@grantkit/ky'
import { createClient, orThrow, requestAuthorizationCodeToken, requestClientCredentialsToken } from 'grantkit'
import ky from 'ky'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Front, type FrontRequest, startFront } from '../real-server/front.ts'
import { logIn, pageOrigin } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
let front: Front
afterEach(() => front.close())
beforeEach(() => {
  server.requests.length = 0
})

const fetchByKy = kyFetch(ky.create({ retry: { delay: () => 10 } }))

/** A proxy that responds to the first requests with these statuses, or closes the connection for 0. */
async function startFlaky(statuses: number[], headers: Record<string, string> = {}): Promise<Front> {
  return startFront(async ({ form, headers: { authorization, 'content-type': type } }: FrontRequest, response) => {
    const status = statuses.shift()
    if (status === 0) return response.destroy()
    if (status) return response.writeHead(status, headers).end('later')
    const sent = { ...(authorization && { authorization }), 'content-type': `${type}` }
    const answer = await fetch(server.tokenEndpoint, { method: 'POST', headers: sent, body: `${form}` })
    return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
}

describe('kyFetch', () => {
  it('works for all requests of a client, including discovery', async () => {
    front = await startFlaky([])
    const client = createClient({ authority: server.issuer, ...server.clients.machine, fetch: fetchByKy })
    const { accessToken } = orThrow(await client.requestClientCredentialsToken({ scope: 'read' }))
    expect(orThrow(await client.introspectToken({ token: accessToken }))).toMatchObject({ active: true })
    expect(orThrow(await client.revokeToken({ token: accessToken })).httpStatus).toBe(200)
  })

  it('gets a token despite a short outage and a lost connection (PAIN 18)', async () => {
    front = await startFlaky([503, 0])
    const request = { address: front.address, ...server.clients.machine, scope: 'read' }
    expect(await requestClientCredentialsToken(request, { fetch: fetchByKy })).toMatchObject({
      isError: false,
      scope: 'read',
    })
    expect(front.requests).toHaveLength(3)
    expect(new Set(front.requests.map(({ form }) => `${form}`)).size).toBe(1)
  })

  it('waits as long as the server asks for, up to a limit', async () => {
    front = await startFlaky([429], { 'retry-after': '1' })
    const request = { address: front.address, ...server.clients.machine }
    const started = Date.now()
    orThrow(await requestClientCredentialsToken(request, { fetch: fetchByKy }))
    expect(Date.now() - started).toBeGreaterThanOrEqual(990)
    await front.close()
    front = await startFlaky([503], { 'retry-after': '120' })
    expect(
      await requestClientCredentialsToken({ ...request, address: front.address }, { fetch: fetchByKy }),
    ).toMatchObject({
      code: 'http_error',
      retryAfterMs: 120_000,
      transient: true,
    })
  })

  it.each([503, 0])('sends an authorization code once, even after a failure: %i (PAIN 18)', async (status) => {
    front = await startFlaky([status])
    const request = { address: front.address, ...server.clients.spa, ...(await logIn(server)) }
    expect(await requestAuthorizationCodeToken(request, { fetch: fetchByKy })).toMatchObject({
      isError: true,
      transient: true,
    })
    expect(front.requests).toHaveLength(1)
  })

  it("uses grantkit's timeout, not ky's", async () => {
    front = await startFront(() => {})
    const fetch = kyFetch(ky.create({ timeout: false, retry: 5 }))
    const request = { address: front.address, ...server.clients.machine }
    expect(await requestClientCredentialsToken(request, { fetch, timeoutMs: 200 })).toMatchObject({ code: 'timeout' })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(front.requests).toHaveLength(1)
  })
})
