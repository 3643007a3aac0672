import type { ServerResponse } from 'node:http'
import { orThrow, type PollProgress, pollDeviceToken, requestDeviceAuthorization } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { startFront } from './front.ts'
import { refusal } from './refusal.ts'
import { nothing, scriptedClock } from './scripted-clock.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const { device } = server.clients

/** A started login. */
async function begin() {
  const request = { address: server.deviceAuthorizationEndpoint, ...device, scope: ['openid', 'profile'] }
  const login = orThrow(await requestDeviceAuthorization(request))
  const { deviceCode, intervalMs, expiresAt, verificationUriComplete = '' } = login
  const poll = { address: server.tokenEndpoint, ...device, deviceCode, intervalMs, expiresAt }
  return { login, poll, visit: (how = {}) => new UserAgent().visit(verificationUriComplete, how) }
}

describe('a device login', () => {
  it('starts with the code and address to show, and their lifetime', async () => {
    const { login } = await begin()
    expect(login).toMatchObject({
      verificationUri: `${server.issuer}/device`,
      userCode: expect.stringMatching(/^\w{4}-\w{4}$/),
      expiresIn: 300,
      intervalMs: 5000,
    })
    expect(login.verificationUriComplete).toBe(`${login.verificationUri}?user_code=${login.userCode}`)
  })

  it('waits for the user to approve, reports each poll, and ends with the token', async () => {
    const { poll, visit } = await begin()
    const progress: PollProgress[] = []
    const token = await pollDeviceToken(poll, {
      clock: scriptedClock(nothing, nothing, () => visit({ login: 'bob', password: 'builder' })),
      onProgress: (event) => progress.push(event),
    })
    expect(decodeJwt(orThrow(token).idToken ?? '').sub).toBe('bob')
    expect(progress.map(({ attempt, response, waitMs }) => [attempt, response.error, waitMs])).toEqual([
      [1, 'authorization_pending', 5000],
      [2, 'authorization_pending', 5000],
    ])
  })

  it('ends with access_denied if the user denies', async () => {
    const { poll, visit } = await begin()
    const response = await pollDeviceToken(poll, { clock: scriptedClock(nothing, () => visit({ cancel: true })) })
    expect(response).toMatchObject(refusal(400, 'access_denied'))
  })

  it('ends with expired_token if the user does nothing, at the expiry in the response', async () => {
    const { poll } = await begin()
    const clock = scriptedClock()
    expect(await pollDeviceToken({ ...poll, intervalMs: 60_000 }, { clock })).toMatchObject({
      isError: true,
      error: 'expired_token',
    })
    expect(clock.now()).toBe(poll.expiresAt)
  })

  it('ends at once with the reason of a signal', async () => {
    const { poll } = await begin()
    const controller = new AbortController()
    const reason = new Error('the user closed the window')
    const wait = pollDeviceToken(poll, { signal: controller.signal })
    controller.abort(reason)
    await expect(wait).rejects.toBe(reason)
  })

  it('slows down when the server asks for it, survives an outage and a poll that hangs, and still gets the token (PAIN 34)', async () => {
    const { poll, visit } = await begin()
    const trouble = [
      (response: ServerResponse) =>
        response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"slow_down"}'),
      nothing,
      (response: ServerResponse) => response.writeHead(503, { 'retry-after': '45' }).end(),
    ]
    const front = await startFront(async ({ form }, response) => {
      const next = trouble.shift()
      if (next) return next(response)
      const answer = await fetch(server.tokenEndpoint, { method: 'POST', body: form })
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    })
    const progress: PollProgress[] = []
    const token = await pollDeviceToken(
      { ...poll, address: front.address },
      {
        clock: scriptedClock(nothing, () => visit()),
        timeoutMs: 3000,
        onProgress: (event) => progress.push(event),
      },
    )
    await front.close()
    expect(progress.map(({ response, waitMs }) => [response.code, response.error, waitMs])).toEqual([
      ['oauth_error', 'slow_down', 10_000],
      ['timeout', expect.any(String), 20_000],
      ['http_error', 'Service Unavailable', 45_000],
    ])
    expect(token).toMatchObject({ isError: false, tokenType: 'Bearer' })
  })

  it('is refused for a client that the server does not know', async () => {
    const request = { address: server.deviceAuthorizationEndpoint, clientId: 'nobody' }
    expect(await requestDeviceAuthorization(request)).toMatchObject(refusal(401, 'invalid_client'))
  })

  it('is refused for a client that may not use the grant', async () => {
    const request = { address: server.deviceAuthorizationEndpoint, ...server.clients.spa }
    expect(await requestDeviceAuthorization(request)).toMatchObject(refusal(400, 'invalid_request'))
  })
})
