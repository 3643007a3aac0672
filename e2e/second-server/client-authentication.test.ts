import { requestClientCredentialsToken, requestToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { refusal } from '../real-server/refusal.ts'
import { startLemonldap } from './lemonldap.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const machine = { address: server.tokenEndpoint, ...server.clients.machine, scope: 'api' }
const success = { isError: false, httpStatus: 200, tokenType: 'Bearer', expiresIn: 3600, quirks: [] }

describe('a client at LemonLDAP::NG', () => {
  it.each(['header', 'body'] as const)(
    'gets a token for itself with its secret in the %s',
    async (clientCredentialStyle) => {
      expect(await requestClientCredentialsToken({ ...machine, clientCredentialStyle })).toMatchObject(success)
    },
  )

  it('is refused with invalid_scope without a scope', async () => {
    const { scope: _, ...request } = machine
    expect(await requestClientCredentialsToken(request)).toMatchObject(refusal(400, 'invalid_scope'))
  })

  it('gets 401 for a wrong secret in the header and 400 for one in the body', async () => {
    const request = { ...machine, clientSecret: 'wrong' }
    const header = await requestClientCredentialsToken(request)
    expect(header).toMatchObject(refusal(401, 'invalid_client'))
    expect(header.headers['www-authenticate']).toBe('Basic')
    const body = await requestClientCredentialsToken({ ...request, clientCredentialStyle: 'body' })
    expect(body).toMatchObject(refusal(400, 'invalid_client'))
  })

  it('gets 400 if it is unknown or lacks its secret', async () => {
    const { clientSecret: _, ...withoutSecret } = machine
    for (const request of [withoutSecret, { ...withoutSecret, clientId: 'nobody' }]) {
      expect(await requestClientCredentialsToken(request)).toMatchObject(refusal(400, 'invalid_client'))
    }
  })

  it('must use rfc2617 for a secret that form encoding changes: the server does not decode (PAIN 17)', async () => {
    const request = { ...machine, ...server.clients.machineSpaced }
    expect(await requestClientCredentialsToken(request)).toMatchObject(refusal(401, 'invalid_client'))
    const plain = await requestClientCredentialsToken({ ...request, authorizationHeaderStyle: 'rfc2617' })
    expect(plain).toMatchObject(success)
  })

  it('must send a secret in the body if its Base64 contains a slash or a plus: the server reads the header only up to there', async () => {
    const request = { ...machine, ...server.clients.machineSlashed }
    const { clientId, clientSecret } = request
    expect(btoa(`${clientId}:${clientSecret}`)).toContain('/')
    const header = await requestClientCredentialsToken({ ...request, authorizationHeaderStyle: 'rfc2617' })
    expect(header).toMatchObject(refusal(401, 'invalid_client'))
    expect(await requestClientCredentialsToken({ ...request, clientCredentialStyle: 'body' })).toMatchObject(success)
  })

  it('is refused a grant that it may not use, and one that the server does not know', async () => {
    const request = { address: server.tokenEndpoint, ...server.clients.web, scope: 'api' }
    expect(await requestClientCredentialsToken(request)).toMatchObject(refusal(400, 'unauthorized_client'))
    const unknown = { ...machine, grantType: 'urn:example:unknown' }
    expect(await requestToken(unknown)).toMatchObject(refusal(400, 'unsupported_grant_type'))
  })
})
