import { expect, test } from 'vitest'
import { createClientCredentialsTokens, type TokenEvent } from './index.ts'

test.each([
  ['invalid_scope', 'invalid_scope'],
  ['the_server_has_codes_of_its_own', 'the_server_has_codes_of_its_own'],
  ['grant_type=client_credentials&client_secret=c4n4ry', 'oauth_error'],
  ['c4n4ry', 'oauth_error'],
  ['a'.repeat(51), 'oauth_error'],
])("an event contains the server's error only if it is an error code: %s (PAIN 14)", async (error, type) => {
  const events: TokenEvent[] = []
  const source = createClientCredentialsTokens({
    address: 'https://as.example/token',
    clientId: 'app',
    clientSecret: 'c4n4ry',
    fetch: async () => Response.json({ error }, { status: 400 }),
    onEvent: (event) => events.push(event),
  })
  await expect(source.getAccessToken()).rejects.toMatchObject({
    code: 'renewal_failed',
    // a server that sends the secret back
    error: error.replace('c4n4ry', '***'),
  })
  expect(events.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
    ['token.renewal_failed', type],
  ])
})

test('the error of an untrusted certificate has the thrown message, masked, and its innermost code', async () => {
  const source = createClientCredentialsTokens({
    address: 'https://as.example/token',
    clientId: 'app',
    clientSecret: 'c4n4ry',
    fetch: async () => {
      const cause = Object.assign(new Error('self-signed certificate, c4n4ry'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
      throw new TypeError('fetch failed', { cause })
    },
  })
  const error = await source.getAccessToken().catch((thrown) => thrown)
  expect(error).toMatchObject({ name: 'TokenSourceError', code: 'renewal_failed' })
  expect(error.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
  expect(error.cause.cause).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  expect(`${error.cause.cause.message} ${error.message}`).not.toContain('c4n4ry')
})
