import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTokenFetch, type TokenSource } from '@grantkit/tokens'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'

interface Site {
  origin: string
  /** The received requests with their tokens, one line for each. */
  seen: string[]
  close(): Promise<unknown>
}

/** A server that redirects requests to `/to/STATUS/PATH-OR-URL`, and echoes all others. */
async function startSite(): Promise<Site> {
  const seen: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const { method, url = '', headers } = request
    seen.push(`${method} ${url} ${headers.authorization ?? 'no token'}${body && ` ${body}`}`)
    const [, status, location] = /^\/to\/(\d+)\/(.+)$/.exec(url) ?? []
    if (status) response.writeHead(Number(status), { location: decodeURIComponent(location ?? '') }).end('gone')
    else response.end('here')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const close = () =>
    new Promise((closed) => {
      server.close(closed)
      server.closeAllConnections()
    })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close }
}

const api = await startSite()
const friend = await startSite()
const stranger = await startSite()
afterAll(() => Promise.all([api.close(), friend.close(), stranger.close()]))
beforeEach(() => {
  for (const { seen } of [api, friend, stranger]) seen.length = 0
})

const source: TokenSource = { getAccessToken: async () => ({ accessToken: 'at', tokenType: 'Bearer' }) }
const tokenFetch = createTokenFetch(source, { origins: [api.origin, friend.origin] })
const via = (status: number, target: string) => `${api.origin}/to/${status}/${encodeURIComponent(target)}`

describe('a redirect of a real server (PAIN 31)', () => {
  it('is followed with the token to allowed addresses, with every status', async () => {
    for (const target of [`${friend.origin}/x`, `//${new URL(friend.origin).host}/x`]) {
      const response = await tokenFetch(via(302, target))
      expect(await response.text()).toBe('here')
      expect(response).toMatchObject({ status: 200, redirected: true, url: `${friend.origin}/x` })
    }
    expect(await (await tokenFetch(via(301, '/y'))).text()).toBe('here')
    expect(friend.seen).toEqual(['GET /x Bearer at', 'GET /x Bearer at'])
    expect(api.seen.at(-1)).toBe('GET /y Bearer at')
  })

  it('is followed without the token to other addresses, and without it after that', async () => {
    const back = `${stranger.origin}/to/302/${encodeURIComponent(`${friend.origin}/x`)}`
    const response = await tokenFetch(via(302, back))
    expect(response).toMatchObject({ status: 200, redirected: true, url: `${friend.origin}/x` })
    expect(stranger.seen).toEqual([expect.stringMatching(/^GET \/to\/302\/\S+ no token$/)])
    expect(friend.seen).toEqual(['GET /x no token'])
  })

  it('turns a POST into a GET, or keeps it, as fetch does', async () => {
    const expected: string[] = []
    for (const [status, second] of [
      [301, 'GET /x Bearer at'],
      [302, 'GET /x Bearer at'],
      [303, 'GET /x Bearer at'],
      [307, 'POST /x Bearer at text'],
      [308, 'POST /x Bearer at text'],
    ] as const) {
      expect(await (await tokenFetch(via(status, `${friend.origin}/x`), { method: 'POST', body: 'text' })).text()).toBe(
        'here',
      )
      const request = new Request(via(status, `${friend.origin}/x`), { method: 'POST', body: 'text' })
      expect(await (await tokenFetch(request)).text()).toBe('here')
      expected.push(second, second)
    }
    expect(friend.seen).toEqual(expected)
    expect(api.seen.every((line) => /^POST \S+ Bearer at text$/.test(line))).toBe(true)
  })

  it('throws for a 307 after a streamed body was sent, and follows a 303 without it', async () => {
    const body = () => new Blob(['text']).stream()
    const streaming = { method: 'POST', body: body(), duplex: 'half' } as RequestInit
    await expect(tokenFetch(via(307, `${friend.origin}/x`), streaming)).rejects.toThrow(
      /^body: pass one that can be sent again/,
    )
    expect(friend.seen).toEqual([])
    const seeing = { method: 'POST', body: body(), duplex: 'half' } as RequestInit
    expect((await tokenFetch(via(303, `${friend.origin}/x`), seeing)).status).toBe(200)
    expect(friend.seen).toEqual(['GET /x Bearer at'])
  })

  it('is followed to the next redirect, and each target is checked', async () => {
    const again = `/to/302/${encodeURIComponent(`/to/307/${encodeURIComponent('/end')}`)}`
    expect(await (await tokenFetch(via(302, again))).text()).toBe('here')
    expect(api.seen).toHaveLength(4)
    expect(api.seen.at(-1)).toBe('GET /end Bearer at')
  })

  it('is returned to a caller that asks for it', async () => {
    expect((await tokenFetch(via(302, '/x'), { redirect: 'manual' })).status).toBe(302)
    await expect(tokenFetch(via(302, '/x'), { redirect: 'error' })).rejects.toThrow(TypeError)
    expect(api.seen).toHaveLength(2)
  })
})
