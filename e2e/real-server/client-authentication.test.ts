import { createClientAssertion } from '@grantkit/jose'
import { requestClientCredentialsToken, requestPasswordToken } from 'grantkit'
import { generateKeyPair } from 'jose'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { clientSecretJwtKey } from '../server/clients.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
beforeEach(() => {
  server.requests.length = 0
})

const address = server.tokenEndpoint
const success = { isError: false, httpStatus: 200 }

describe('no client authentication', () => {
  const request = { address, ...server.clients.legacy, username: 'alice', password: 'wonderland' }

  it('puts the client_id into the body and needs no header of its own, so that a page needs no preflight (PAIN 26)', async () => {
    expect(await requestPasswordToken(request)).toMatchObject(success)
    expect(server.requests).toHaveLength(1)
    const [sent] = server.requests
    expect(sent?.formNames.sort()).toEqual(['client_id', 'grant_type', 'password', 'username'])
    expect(sent?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded(;charset=UTF-8)?$/)
    // only Accept and what Node's fetch adds: any other header would cause a preflight in a page
    const usual = ['accept', 'accept-encoding', 'accept-language', 'connection', 'content-length', 'content-type']
    const names = Object.keys(sent?.headers ?? {})
    expect(names.filter((name) => ![...usual, 'host', 'sec-fetch-mode', 'user-agent'].includes(name))).toEqual([])
  })

  it('is refused if the client has a secret', async () => {
    expect(await requestPasswordToken({ ...request, clientId: 'legacy-web' })).toMatchObject(
      refusal(401, 'invalid_client'),
    )
  })

  it('is refused for a client that the server does not know', async () => {
    expect(await requestPasswordToken({ ...request, clientId: 'nobody' })).toMatchObject(refusal(401, 'invalid_client'))
  })
})

describe('a secret in the Basic header', () => {
  it('is the default for a secret, and the body contains nothing of it', async () => {
    expect(await requestClientCredentialsToken({ address, ...server.clients.machine })).toMatchObject(success)
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa('machine:machine-secret-value')}`)
    expect(server.requests[0]?.formNames).toEqual(['grant_type'])
  })

  it('survives every reserved character in id and secret, as RFC 6749 encodes them (PAIN 17)', async () => {
    expect(await requestClientCredentialsToken({ address, ...server.clients.machineReserved })).toMatchObject(success)
  })

  it('is sent unencoded with rfc2617, which a server that decodes cannot read (PAIN 17)', async () => {
    // a colon in the id looks like the one before the secret (RFC 7617 section 2)
    const clientId = server.clients.machineReserved.clientId.replace(':', '/')
    const { clientSecret } = server.clients.machineReserved
    const request = { address, clientId, clientSecret, authorizationHeaderStyle: 'rfc2617' } as const
    expect(await requestClientCredentialsToken(request)).toMatchObject({ isError: true, httpStatus: 400 })
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa(`${clientId}:${clientSecret}`)}`)
  })

  it('works with rfc2617 if there is nothing to encode', async () => {
    const request = { address, ...server.clients.machine, authorizationHeaderStyle: 'rfc2617' } as const
    expect(await requestClientCredentialsToken(request)).toMatchObject(success)
  })

  it('is refused if it is wrong', async () => {
    const response = await requestClientCredentialsToken({ address, clientId: 'machine', clientSecret: 'wrong' })
    expect(response).toMatchObject({
      ...refusal(401, 'invalid_client'),
      errorDescription: 'client authentication failed',
    })
    expect(response.headers['www-authenticate']).toMatch(/^Basic /)
  })

  it('is refused if it is empty, when the header style is set', async () => {
    const response = await requestClientCredentialsToken({
      address,
      clientId: 'machine',
      clientCredentialStyle: 'header',
    })
    expect(response).toMatchObject({ isError: true, error: 'invalid_request' })
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa('machine:')}`)
  })
})

describe('a secret in the body', () => {
  const request = { address, ...server.clients.machinePost, clientCredentialStyle: 'body' } as const

  it('is accepted without a header', async () => {
    expect(await requestClientCredentialsToken(request)).toMatchObject(success)
    expect(server.requests[0]?.formNames.sort()).toEqual(['client_id', 'client_secret', 'grant_type'])
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('is refused if it is wrong', async () => {
    const response = await requestClientCredentialsToken({ ...request, clientSecret: 'wrong' })
    expect(response).toMatchObject(refusal(401, 'invalid_client'))
  })
})

describe('a client assertion', () => {
  const { clientId } = server.clients.machinePrivateKeyJwt
  const key = server.clientKey
  const factory = createClientAssertion({ key, clientId, audience: server.issuer })
  const fresh = async () => factory({ url: address })

  it('is accepted as a value, in the body, with the client_id', async () => {
    expect(await requestClientCredentialsToken({ address, clientId, clientAssertion: await fresh() })).toMatchObject(
      success,
    )
    expect(server.requests[0]?.formNames.sort()).toEqual([
      'client_assertion',
      'client_assertion_type',
      'client_id',
      'grant_type',
    ])
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('is refused when its value is used again, because the server accepts each one once', async () => {
    const request = { address, clientId, clientAssertion: await fresh() }
    expect(await requestClientCredentialsToken(request)).toMatchObject(success)
    expect(await requestClientCredentialsToken(request)).toMatchObject(refusal(401, 'invalid_client'))
    expect(server.reasons.at(-1)).toBe('client assertion tokens must only be used once')
  })

  it('is created for each request if it is a function, which gets the endpoint', async () => {
    const urls: string[] = []
    const clientAssertion = ({ url }: { url: string }) => {
      urls.push(url)
      return factory({ url })
    }
    const request = { address, clientId, clientAssertion }
    expect(await requestClientCredentialsToken(request)).toMatchObject(success)
    expect(await requestClientCredentialsToken(request)).toMatchObject(success)
    expect(urls).toEqual([address, address])
    const [first, second] = server.requests.map(({ form }) => form.client_assertion)
    expect(first).not.toBe(second)
  })

  it('is accepted when the secret signs it', async () => {
    const { clientId } = server.clients.machineSecretJwt
    const clientAssertion = createClientAssertion({ key: clientSecretJwtKey, clientId, audience: server.issuer })
    expect(await requestClientCredentialsToken({ address, clientId, clientAssertion })).toMatchObject(success)
  })

  it('is refused with a key that the server does not know', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const clientAssertion = createClientAssertion({ key: privateKey, clientId, audience: server.issuer })
    const response = await requestClientCredentialsToken({ address, clientId, clientAssertion })
    expect(response).toMatchObject(refusal(401, 'invalid_client'))
  })

  it('is refused for another audience (PAIN 17)', async () => {
    const clientAssertion = createClientAssertion({ key, clientId, audience: 'https://other.example' })
    const response = await requestClientCredentialsToken({ address, clientId, clientAssertion })
    expect(response).toMatchObject(refusal(401, 'invalid_client'))
  })

  it('is never sent together with a secret: that is a TypeError, and nothing is sent (PAIN 17)', async () => {
    const request = { address, ...server.clients.machine, clientAssertion: await fresh() }
    await expect(requestClientCredentialsToken(request)).rejects.toThrow(TypeError)
    expect(server.requests).toEqual([])
  })
})
