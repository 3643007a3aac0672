import { describe, expect, test } from 'vitest'
import * as grantkit from '../index.ts'
import { failure } from '../testing/ask.ts'
import { canary, echoes, hasty, looks, shapesOf, tellings, transports, visibleText } from '../testing/canary.ts'
import { type Reply, type Seen, testFetch } from '../testing/test-fetch.ts'

type Verb = (request: object, options: grantkit.RequestOptions) => Promise<{ isError: boolean }>

/** Each endpoint's function, with a secret in each field that takes one. */
const requests = (look: (field: string) => string): [verb: string, request: object][] => {
  const client = { clientId: 'app', clientSecret: look('clientSecret') }
  const parameters = { custom: look('custom') }
  const manage = { registrationAccessToken: `${canary}-registration` }
  const metadata = { client_id: 'id', client_secret: look('clientSecret'), software_statement: look('statement') }
  return [
    ['pushAuthorization', { ...client, parameters, loginHint: look('loginHint'), state: look('state') }],
    ['pushAuthorization', { clientId: 'app', request: look('request') }],
    ['requestDeviceAuthorization', { ...client, parameters }],
    [
      'requestBackchannelAuthentication',
      {
        ...client,
        scope: 'openid',
        loginHintToken: look('loginHintToken'),
        userCode: look('userCode'),
        bindingMessage: look('bindingMessage'),
        clientNotificationToken: look('clientNotificationToken'),
      },
    ],
    ['revokeToken', { ...client, token: look('token') }],
    ['introspectToken', { ...client, clientCredentialStyle: 'body', token: look('token') }],
    ['getUserInfo', { accessToken: `${canary}-token`, expectedSubject: look('subject') }],
    [
      'getUserInfo',
      {
        accessToken: `${canary}-token`,
        expectedSubject: false,
        dpop: { createProof: async () => `${canary}-proof` },
      },
    ],
    ['registerClient', { metadata, initialAccessToken: `${canary}-initial` }],
    ['readClient', manage],
    ['updateClient', { ...manage, metadata }],
    ['deleteClient', manage],
  ]
}

/** Also the JSON body as it is, and its members as if they were a form's. */
const tell = (seen: Seen): string => {
  const { body } = seen.init
  const form = typeof body === 'string' ? new URLSearchParams(JSON.parse(body)) : seen.form
  const told = Object.values(tellings).map((telling) => telling({ ...seen, form }))
  return [...told, `${body}`, JSON.stringify({ body })].join(' ')
}

const ask = async (verb: string, request: object, reply: Reply): Promise<object> => {
  const call = (grantkit as unknown as Record<string, Verb>)[verb] as Verb
  return call({ address: 'https://as.example/endpoint', ...request }, { fetch: testFetch(reply), ...hasty })
}

const find = (response: object) =>
  shapesOf(response).flatMap((shape) => visibleText(shape).filter((shown) => shown.includes(canary)))

describe.each(Object.entries(looks))('a %s secret of the request shows in no failure (PAIN 14):', (_, look) => {
  test.each(requests(look))('%s, if the transport throws it', async (verb, request) => {
    for (const thrownFor of Object.values(transports)) {
      const reply: Reply = (seen) => {
        throw thrownFor(tell(seen), seen)
      }
      const response = failure((await ask(verb, request, reply)) as never) as grantkit.Failure
      expect(response.code).toBe('network')
      expect(find(response)).toEqual([])
    }
  })

  // any 2xx is good news if a token is revoked or a client deleted
  const asking = requests(look).filter(([verb]) => !/^(revoke|delete)/.test(verb))
  test.each(asking)('%s, if the server sends it back', async (verb, request) => {
    for (const [name, echo] of Object.entries(echoes)) {
      const response = await ask(verb, request, (seen) => echo(tell(seen)))
      expect(find(failure(response as never)), name).toEqual([])
    }
  })
})

test('the canaries are really sent', async () => {
  for (const [verb, request] of requests(looks.plain as (field: string) => string)) {
    let told = ''
    await ask(verb, request, (seen) => {
      told = tell(seen)
      return new Response(null, { status: 500 })
    })
    expect(told, verb).toContain(canary)
  }
})
