import { afterEach, expect, test, vi } from 'vitest'
import { createTokenFetch } from '../index.ts'

afterEach(() => {
  vi.doUnmock('./redirect.ts')
  vi.doUnmock('./step-up-in.ts')
})
const missing = (): never => {
  throw new Error('Failed to fetch dynamically imported module')
}
const source = { getAccessToken: async () => ({ accessToken: 'at', tokenType: 'Bearer' }) }
const lost = {
  name: 'TokenSourceError',
  message: expect.stringContaining('code could not be loaded'),
  error: 'module_unavailable',
  transient: true,
}
const options = (answer: () => Response) => ({
  origins: ['https://api.example'],
  fetch: async (input: unknown) => (`${input}`.endsWith('/new') ? new Response('there') : answer()),
})

test("a redirect fails the call if its code can't be loaded, and the next call loads it again", async () => {
  const moved = () => new Response(null, { status: 307, headers: { location: '/new' } })
  const callApi = createTokenFetch(source, options(moved))
  vi.doMock('./redirect.ts', missing)
  await expect(callApi('https://api.example/old')).rejects.toMatchObject(lost)
  vi.doUnmock('./redirect.ts')
  expect(await (await callApi('https://api.example/old')).text()).toBe('there')
})

test("a challenge fails the call if its code can't be loaded; without a challenge or onStepUp none is needed", async () => {
  const challenge = { 'www-authenticate': 'Bearer error="insufficient_scope", scope="pay"' }
  const refused = () => new Response(null, { status: 403, headers: challenge })
  const onStepUp = vi.fn()
  const callApi = createTokenFetch(source, { ...options(refused), onStepUp })
  vi.doMock('./step-up-in.ts', missing)
  await expect(callApi('https://api.example/')).rejects.toMatchObject(lost)
  expect((await createTokenFetch(source, options(refused))('https://api.example/')).status).toBe(403)
  const broken = () => new Response('sorry', { status: 500 })
  expect(await (await createTokenFetch(source, { ...options(broken), onStepUp })('https://api.example/')).text()).toBe(
    'sorry',
  )
  expect(onStepUp).not.toHaveBeenCalled()
  vi.doUnmock('./step-up-in.ts')
  expect((await callApi('https://api.example/')).status).toBe(403)
  expect(onStepUp).toHaveBeenCalledWith({ error: 'insufficient_scope', scope: 'pay' }, expect.any(Response))
})
