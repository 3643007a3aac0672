import { describe, expect, test } from 'vitest'
import { ask, askForSuccess } from '../testing/ask.ts'
import { json, text, token } from '../testing/replies.ts'

const body = '{"access_token":"at","token_type":"Bearer"}'
const asJson = { 'content-type': 'application/json' }

describe('deviations that the parser tolerates and reports', () => {
  test.each([
    ['application/json'],
    ['application/json; charset=utf-8'],
    ['application/json;charset=UTF-8'],
    ['APPLICATION/JSON'],
    ['application/vnd.example+json'],
  ])('nothing in JSON as %s', async (type) => {
    expect((await askForSuccess(text(body, 200, { 'content-type': type }))).quirks).toEqual([])
  })

  test.each([
    ['text/plain'],
    ['text/html; charset=utf-8'],
    ['application/x-www-form-urlencoded'],
    ['application/octet-stream'],
  ])('JSON as %s (PAIN 7)', async (type) => {
    const response = await askForSuccess(text(body, 200, { 'content-type': type }))
    expect(response).toMatchObject({ accessToken: 'at', quirks: ['content-type'] })
  })

  test('JSON without a content type (PAIN 7)', async () => {
    const reply = new Response(new TextEncoder().encode(body))
    expect(await askForSuccess(reply)).toMatchObject({ accessToken: 'at', quirks: ['content-type'] })
  })

  test('JSON behind a byte-order mark (PAIN 7)', async () => {
    const response = await askForSuccess(text(`\ufeff${body}`, 200, asJson))
    expect(response).toMatchObject({ accessToken: 'at', quirks: ['byte-order-mark'] })
  })

  test('JSON with spaces around it is no quirk', async () => {
    expect((await askForSuccess(text(`\r\n ${body}\n`, 200, asJson))).quirks).toEqual([])
  })

  test.each([
    ['the token first', 'access_token=at&scope=a+b%2Bc&token_type=bearer'],
    ['the token later', 'scope=a+b%2Bc&token_type=bearer&access_token=at'],
    ['a line break at its end', 'access_token=at&scope=a+b%2Bc&token_type=bearer\n'],
  ])('a form with %s (PAIN 7)', async (_, form) => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'text/html', 'application/json']) {
      expect(await askForSuccess(text(form, 200, { 'content-type': type }))).toMatchObject({
        accessToken: 'at',
        scope: 'a b+c',
        tokenType: 'bearer',
        quirks: ['form-encoded'],
      })
    }
  })

  test.each([201, 202, 203, 206, 299])('HTTP %i with a token (PAIN 7)', async (status) => {
    expect(await askForSuccess(token({}, status))).toMatchObject({ accessToken: 'at', quirks: [`status-${status}`] })
  })

  test('no token_type', async () => {
    for (const token_type of [undefined, '', null, 5]) {
      const response = await askForSuccess(token({ token_type }))
      expect(response.quirks).toEqual(['token_type-missing'])
      expect(response).not.toHaveProperty('tokenType')
    }
  })

  test('several quirks at once', async () => {
    const { quirks } = await askForSuccess(text('\ufeff{"access_token":"at","expires_in":"60"}', 201))
    expect([...quirks].sort()).toEqual(
      ['byte-order-mark', 'content-type', 'expires_in-string', 'status-201', 'token_type-missing'].sort(),
    )
  })

  test('an error with a success status (PAIN 6)', async () => {
    expect((await ask(json({ error: 'slow_down' }, 200))).quirks).toEqual(['error-in-200'])
    expect((await ask(json({ error: 'slow_down' }, 201))).quirks).toEqual(['error-in-201'])
    expect((await ask(json({ error: 'slow_down' }, 400))).quirks).toEqual([])
  })
})
