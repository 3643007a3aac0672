import { orThrow, requestBackchannelAuthenticationToken } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { startBackchannelAuthentication } from '../server/pending-logins.ts'
import { pending, refusal } from './refusal.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const backchannel = { address: server.tokenEndpoint, ...server.clients.backchannel }

describe('the CIBA grant', () => {
  it('is pending until the user approves, then returns a token', async () => {
    const authenticationRequestId = await startBackchannelAuthentication(server, 'bob')
    const request = { ...backchannel, authenticationRequestId }
    expect(await requestBackchannelAuthenticationToken(request)).toMatchObject(pending())

    await server.backchannelDevice.approve(authenticationRequestId)
    const response = orThrow(await requestBackchannelAuthenticationToken(request))
    expect(response).toMatchObject({ tokenType: 'Bearer', scope: 'openid profile' })
    expect(decodeJwt(response.idToken ?? '').sub).toBe('bob')

    expect(await requestBackchannelAuthenticationToken(request)).toMatchObject(refusal(400, 'invalid_grant'))
  })

  it('is refused if the user denies', async () => {
    const authenticationRequestId = await startBackchannelAuthentication(server, 'alice')
    await server.backchannelDevice.deny(authenticationRequestId)
    const response = await requestBackchannelAuthenticationToken({ ...backchannel, authenticationRequestId })
    expect(response).toMatchObject(refusal(400, 'access_denied'))
  })

  it('is refused with an unknown id, and with a wrong secret', async () => {
    const request = { ...backchannel, authenticationRequestId: 'made-up' }
    expect(await requestBackchannelAuthenticationToken(request)).toMatchObject(refusal(400, 'invalid_grant'))
    const wrong = { ...request, clientSecret: 'wrong' }
    expect(await requestBackchannelAuthenticationToken(wrong)).toMatchObject(refusal(401, 'invalid_client'))
  })
})
