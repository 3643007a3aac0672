import { describe, expect, test } from 'vitest'
import {
  createClient,
  registerClient,
  requestClientCredentialsToken,
  requestPasswordToken,
  requestRefreshToken,
} from './index.ts'
import { everyGrant, least } from './testing/every-grant.ts'
import { token } from './testing/replies.ts'
import { testFetch } from './testing/test-fetch.ts'

const address = 'https://as.example/token'
const metadata = { issuer: 'https://as.example', tokenEndpoint: address, jwksUri: 'https://as.example/keys' }
const refusal = (asking: Promise<unknown>) =>
  asking.then(
    () => 'accepted',
    (error: unknown) => (error instanceof TypeError ? error.message : `${error}`),
  )

describe("a caller's value is sent, or refused by name", () => {
  test.each(everyGrant)('custom parameters of $name are sent verbatim', async (grant) => {
    const fetch = testFetch(token())
    const parameters: [string, string][] = [
      ['z', '2'],
      ['a', ''],
      ['z', '2'],
      ['z', '1'],
      ['b', ' '],
      ['__proto__', 'x'],
    ]
    await grant.ask({ ...least(grant), parameters }, { fetch })
    expect([...(fetch.requests[0]?.form ?? [])].slice(-parameters.length)).toEqual(parameters)
  })

  test.each(everyGrant)('resource is sent by $name, from the call or from createClient', async (grant) => {
    const resource = ['https://a.example', 'https://b.example/']
    const fetch = testFetch(token(), token())
    await grant.ask({ ...least(grant), resource }, { fetch })
    const { address: _, ...members } = least(grant)
    const client = createClient({ metadata, resource, fetch }) as unknown as Record<string, typeof grant.ask>
    await client[grant.name]?.(members)
    expect(fetch.requests.map(({ form }) => form.getAll('resource'))).toEqual([resource, resource])
  })

  test('client_id in parameters is sent once, in addition to Basic', async () => {
    const fetch = testFetch(token(), token())
    const request = { address, clientSecret: 'secret', parameters: { client_id: 'app' } }
    await requestClientCredentialsToken(request, { fetch })
    await requestClientCredentialsToken({ ...request, clientId: 'app' }, { fetch })
    for (const { form, headers } of fetch.requests) {
      expect(form.getAll('client_id')).toEqual(['app'])
      expect(headers.get('authorization')).toBe(`Basic ${btoa('app:secret')}`)
    }
  })
})

describe('a visible mistake is named', () => {
  const request = { address, clientId: 'app', refreshToken: 'rt' }

  test.each<[field: string, members: object]>([
    ...['text/plain', 'application/json', 'multipart/form-data', 'application/x-www-form-urlencodedx'].map(
      (type): [string, object] => ['headers.content-type', { headers: { 'Content-Type': type } }],
    ),
    ...['', ' ', '\t'].map((dpopProof): [string, object] => ['dpopProof', { dpopProof }]),
    ...[' ', '\t \n', 'secret\n', '\rsecret', 'se\0cret', 'se\tcret', 'secret\u007f'].flatMap(
      (clientSecret): [string, object][] => [
        ['clientSecret', { clientSecret }],
        ['clientSecret', { clientSecret, clientCredentialStyle: 'header' }],
        ['clientSecret', { clientSecret, clientCredentialStyle: 'body' }],
      ],
    ),
    ...['\n', '\r', '\0', '\u001b', '\u007f'].flatMap((control): [string, object][] => [
      ['clientId', { clientId: `app${control}` }],
      ['clientId', { clientId: `app${control}`, clientSecret: 's' }],
      ...['client_id', 'client_secret'].map((name): [string, object] => [
        `parameters.${name}`,
        { clientId: undefined, parameters: { [name]: `x${control}y` } },
      ]),
    ]),
    ['clientId', { clientId: 'a\tb' }],
    ['clientId', { clientId: 'urn:app:1', clientSecret: 's', authorizationHeaderStyle: 'rfc2617' }],
  ])('%s in %j', async (field, members) => {
    const fetch = testFetch()
    expect(await refusal(requestRefreshToken({ ...request, ...members }, { fetch }))).toMatch(
      new RegExp(`^${field.replace('.', '\\.')}: pass \\S`),
    )
    expect(fetch.requests).toEqual([])
  })

  test.each(['username', 'password', 'clientId'])('%s with a line break in a password grant', async (field) => {
    const members = { ...request, username: 'u', password: 'p', [field]: 'x\n' }
    const asking = requestPasswordToken(members, { fetch: testFetch() })
    expect(await refusal(asking)).toBe(`${field}: pass no control characters`)
  })

  test.each([
    ['username', 'username'],
    ['password', 'password'],
    ['client_id', 'parameters.client_id'],
  ])('a line break in a password grant, in parameters.%s', async (name, field) => {
    for (const value of ['x\n', ['x\r']]) {
      const members = { address: request.address, username: 'u', password: 'p', [name]: undefined }
      const parameters = new Map([[name, value as string]]).entries()
      const asking = requestPasswordToken({ ...members, parameters } as never, { fetch: testFetch() })
      expect(await refusal(asking)).toBe(`${field}: pass no control characters`)
    }
  })

  test("a tab in a user's input is allowed (RFC 6749 appendix A.15), and so is a line break in JSON", async () => {
    const fetch = testFetch(token())
    const parameters = { claims: '{\n}', own: 'a\nb' }
    await requestPasswordToken({ ...request, username: 'a\tb', password: '\tc\u0085', parameters }, { fetch })
    expect(fetch.requests[0]?.form.get('username')).toBe('a\tb')
    expect(fetch.requests[0]?.form.get('password')).toBe('\tc\u0085')
    expect(fetch.requests[0]?.form.get('claims')).toBe('{\n}')
    expect(fetch.requests[0]?.form.get('own')).toBe('a\nb')
  })

  test('a value without a mistake is sent', async () => {
    const fetch = testFetch(token(), token(), token())
    const type = 'Application/x-www-form-urlencoded; charset=utf-8'
    await requestRefreshToken({ ...request, headers: { 'content-type': type } }, { fetch })
    await requestRefreshToken({ ...request, clientSecret: ' s p a c e ' }, { fetch })
    await requestRefreshToken({ ...request, clientId: 'urn:app:1', clientSecret: 's' }, { fetch })
    expect(fetch.requests[0]?.headers.get('content-type')).toBe(type)
    expect(fetch.requests[2]?.headers.get('authorization')).toBe(`Basic ${btoa('urn%3Aapp%3A1:s')}`)
  })

  test('a registration is always JSON', async () => {
    const sent = { address, metadata: {}, headers: { 'content-type': 'text/plain' } }
    expect(await refusal(registerClient(sent, { fetch: testFetch() }))).toMatch(/^headers\.content-type: pass /)
  })
})
