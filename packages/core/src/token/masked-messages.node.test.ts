import { requestAuthorizationCodeToken, requestSaml2BearerToken } from 'grantkit'
import { expect, test } from 'vitest'

const address = 'https://as.example/token'
const throwing = (message: string) => ({ fetch: () => Promise.reject(new Error(message)) })

test.each([
  ['as it is', 'a b"c', 'sent a b"c away'],
  ['form-encoded', 'a b"c', 'sent a+b%22c away'],
  ['percent-encoded', 'a b"c', 'sent a%20b%22c away'],
  ['as JSON writes it', 'a b"c', 'sent a b\\"c away'],
  ['short, as a word of its own', 'xyz', 'sent xyz away'],
])('a secret %s is masked in a message, and the rest stays (PAIN 14)', async (_, code, message) => {
  const request = { address, clientId: 'app', redirectUri: 'https://app.example/cb', code }
  expect(await requestAuthorizationCodeToken(request, throwing(message))).toMatchObject({ error: 'sent *** away' })
})

test("a short secret isn't masked within words", async () => {
  const request = { address, clientId: 'app', redirectUri: 'https://app.example/cb', code: 'ai' }
  expect(await requestAuthorizationCodeToken(request, throwing('fetch failed'))).toMatchObject({
    error: 'fetch failed',
  })
})

test.each(['a', '+/', 'é', '\u{1f511}'])(
  'a secret of any length is masked without making the call reject: %s',
  async (part) => {
    for (const length of [999, 1000, 9000, 300_000]) {
      const assertion = `s3cret-${part.repeat(length / part.length)}-end`
      for (const told of [assertion, encodeURIComponent(assertion)]) {
        const { error } = (await requestSaml2BearerToken({ address, assertion }, throwing(`sent ${told}`))) as {
          error: string
        }
        expect(error).toBe('sent ***')
      }
    }
  },
)
