import { expect, test } from 'vitest'
import { json, text } from '../testing/replies.ts'
import { type Reply, testFetch } from '../testing/test-fetch.ts'
import { getJsonWebKeySet } from './get-json-web-key-set.ts'

const address = 'https://as.example/keys'
const ask = (reply: Reply) => getJsonWebKeySet({ address }, { fetch: testFetch(reply) })

test('returns the keys unchanged', async () => {
  const keys = [{ kty: 'EC', crv: 'P-256', kid: 'a', x: 'x', y: 'y', key_ops: ['verify'], own: {} }]
  const type = { 'content-type': 'application/jwk-set+json' }
  const set = await ask(json({ keys }, 200, type))
  expect(set).toMatchObject({ isError: false, keys, quirks: [] })
  expect(await ask(json({ keys: [] }))).toMatchObject({ isError: false, keys: [] })
})

test('leaves out invalid keys, and reports a quirk', async () => {
  const set = await ask(json({ keys: [null, 'x', 7, [], {}, { kty: 1 }, { kty: 'RSA', kid: 'a' }] }))
  expect(set).toMatchObject({ isError: false, keys: [{ kty: 'RSA', kid: 'a' }], quirks: ['key-malformed'] })
})

test.each([{}, { keys: {} }, { keys: 'x' }, { keys: null }])('refuses an invalid key set: %j', async (body) => {
  expect(await ask(json(body))).toMatchObject({ code: 'invalid_response', errorDescription: 'keys is no array' })
})

test("refuses a body that isn't JSON, and returns other failures", async () => {
  expect(await ask(text('<html>'))).toMatchObject({ code: 'invalid_response', transient: true })
  expect(await ask(text('', 404))).toMatchObject({ code: 'http_error', httpStatus: 404 })
})

test('rejects a mistake before anything is sent', async () => {
  await expect(getJsonWebKeySet({ address: 'http://as.example' })).rejects.toThrow('address')
  await expect(getJsonWebKeySet(undefined as never)).rejects.toThrow(TypeError)
})
