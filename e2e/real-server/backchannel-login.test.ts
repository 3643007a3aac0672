import { orThrow, pollBackchannelAuthenticationToken, requestBackchannelAuthentication } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { refusal } from './refusal.ts'
import { nothing, scriptedClock } from './scripted-clock.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const { backchannel } = server.clients
const address = server.backchannelAuthenticationEndpoint
const { approve, deny } = server.backchannelDevice

/** Makes the server ask bob to log in. */
async function begin() {
  const request = { address, ...backchannel, scope: 'openid profile', loginHint: 'bob', bindingMessage: 'W4SCT' }
  const login = orThrow(await requestBackchannelAuthentication(request))
  const { authenticationRequestId, intervalMs, expiresAt } = login
  return {
    login,
    poll: { address: server.tokenEndpoint, ...backchannel, authenticationRequestId, intervalMs, expiresAt },
  }
}

describe('a backchannel login', () => {
  it('starts with an id and its lifetime', async () => {
    const { login } = await begin()
    expect(login).toMatchObject({ expiresIn: 300, intervalMs: 5000 })
    expect(server.requests.at(-1)?.form).toMatchObject({ login_hint: 'bob', binding_message: 'W4SCT' })
  })

  it('waits for the user to approve, and ends with the token', async () => {
    const { poll } = await begin()
    const polls: string[] = []
    const token = await pollBackchannelAuthenticationToken(poll, {
      clock: scriptedClock(nothing, () => approve(poll.authenticationRequestId)),
      onProgress: ({ response }) => polls.push(response.error),
    })
    expect(decodeJwt(orThrow(token).idToken ?? '').sub).toBe('bob')
    expect(polls).toEqual(['authorization_pending'])
  })

  it('polls at once when the ping comes, without waiting for the interval', async () => {
    const { poll } = await begin()
    const wake = approve(poll.authenticationRequestId)
    const asked = server.requests.length
    // a clock whose sleeps never end, so that only the ping causes a poll
    const clock = { now: Date.now, sleep: () => new Promise(() => {}) }
    expect(await pollBackchannelAuthenticationToken(poll, { clock, wake })).toMatchObject({ isError: false })
    expect(server.requests).toHaveLength(asked + 1)
  })

  it('ends with access_denied if the user denies', async () => {
    const { poll } = await begin()
    const clock = scriptedClock(nothing, () => deny(poll.authenticationRequestId))
    expect(await pollBackchannelAuthenticationToken(poll, { clock })).toMatchObject(refusal(400, 'access_denied'))
  })

  it('is refused for a user whom the server does not know', async () => {
    const request = { address, ...backchannel, scope: 'openid', loginHint: 'nobody' }
    expect(await requestBackchannelAuthentication(request)).toMatchObject(refusal(400, 'unknown_user_id'))
  })
})
