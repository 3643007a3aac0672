import { requestClientCredentialsToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startFront } from './front.ts'

// oidc-provider supports only ASCII in ids and secrets (RFC 6749 appendix A); other servers support more, so this one only decodes
const front = await startFront((_, response) => {
  response.setHeader('content-type', 'application/json').end('{"access_token":"a-token","token_type":"Bearer"}')
})
afterAll(() => front.close())

const client = { clientId: 'käufer/1 & Söhne', clientSecret: "p+q %/ß=€:'🔑'" }

/** The header of the last request, decoded as UTF-8. */
function received(): string {
  const [, credentials = ''] = front.requests.at(-1)?.headers.authorization?.split(' ') ?? []
  return Buffer.from(credentials, 'base64').toString('utf8')
}

describe('the Basic header on the wire', () => {
  it('contains the form encoding of UTF-8, as RFC 6749 section 2.3.1 requires (PAIN 17)', async () => {
    expect((await requestClientCredentialsToken({ address: front.address, ...client })).isError).toBe(false)
    const [id = '', secret = '', ...more] = received().split(':')
    expect(received()).toMatch(/^[\x20-\x7e]+$/)
    expect(more).toEqual([])
    const decode = (text: string) => new URLSearchParams(`x=${text}`).get('x')
    expect([decode(id), decode(secret)]).toEqual([client.clientId, client.clientSecret])
  })

  it('contains plain UTF-8 with rfc2617, for servers that never decode (PAIN 17)', async () => {
    const request = { address: front.address, ...client, authorizationHeaderStyle: 'rfc2617' } as const
    expect((await requestClientCredentialsToken(request)).isError).toBe(false)
    expect(received()).toBe(`${client.clientId}:${client.clientSecret}`)
  })

  it('is absent if id and secret go into the body, which is UTF-8 too', async () => {
    const request = { address: front.address, ...client, clientCredentialStyle: 'body' } as const
    expect((await requestClientCredentialsToken(request)).isError).toBe(false)
    const { form, headers } = front.requests.at(-1) ?? {}
    expect(headers?.authorization).toBeUndefined()
    expect([form?.get('client_id'), form?.get('client_secret')]).toEqual([client.clientId, client.clientSecret])
  })
})
