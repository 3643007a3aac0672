import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, it } from 'vitest'
import { pageOrigin } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { clientOf, signIn } from './sign-in.ts'

const posted: Request[] = []
const receiver = createServer(async (request, response) => {
  const body = await text(request)
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  posted.push(new Request('https://app.example/backchannel', { method: 'POST', headers, body }))
  response.writeHead(200).end()
}).listen(0, '127.0.0.1')
await once(receiver, 'listening')
const backchannelLogoutUri = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/logged-out`
const server = await startAuthorizationServer({ pageOrigin, backchannelLogoutUri, formPosts: true })
afterAll(async () => {
  receiver.close()
  await server.close()
})
const postLogoutRedirectUri = `${pageOrigin}/`

/** A user who is signed in, with what a logout needs. */
async function session(settings = {}) {
  const agent = new UserAgent()
  const client = clientOf(server, settings)
  const { result } = await signIn(client, {}, { agent })
  if (result.status !== 'completed') throw new Error(result.status)
  const logout = await client.prepareLogout({
    idTokenHint: result.token.idToken ?? '',
    postLogoutRedirectUri,
    returnTo: '/bye',
  })
  if (!logout) throw new Error('no end session endpoint')
  const isSignedIn = async () => (await signIn(client, { prompt: 'none' }, { agent })).result.status === 'completed'
  return { agent, client, claims: result.claims, logout, isSignedIn }
}

describe('RP-initiated logout', () => {
  it('ends the session by a URL, and comes back', async () => {
    const { agent, client, logout, isSignedIn } = await session()
    expect(await isSignedIn()).toBe(true)
    const { url } = await agent.visit(logout.url, { until: postLogoutRedirectUri })
    expect(client.processLogoutResponse(url, logout.transaction)).toEqual({ status: 'signed_out', returnTo: '/bye' })
    expect(await isSignedIn()).toBe(false)
  })

  it('ends the session by a form post', async () => {
    const { agent, client, logout, isSignedIn } = await session()
    // the page that posts the form
    const inputs = Object.entries(logout.form).map(([name, value]) => `<input name="${name}" value="${value}">`)
    const page = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(`<form method="post" action="${logout.address}">${inputs.join('')}<button>Sign out</button></form>`)
    }).listen(0, '127.0.0.1')
    await once(page, 'listening')
    const { url } = await agent.visit(`http://127.0.0.1:${(page.address() as AddressInfo).port}/`, {
      until: postLogoutRedirectUri,
    })
    page.close()
    expect(
      server.requests.some(({ method, path }) => method === 'POST' && path === new URL(logout.address).pathname),
    ).toBe(true)
    expect(client.processLogoutResponse(url, logout.transaction).status).toBe('signed_out')
    expect(await isSignedIn()).toBe(false)
  })
})

describe('back-channel logout', () => {
  it('names the ended session, once (Back-Channel Logout section 2.6)', async () => {
    const { agent, client, claims, logout } = await session(server.clients.webLogout)
    await agent.visit(logout.url, { until: postLogoutRedirectUri })
    const request = posted.pop()
    if (!request) throw new Error('nothing was posted')
    const seen = new Set<string>()
    const isReplay = ({ id }: { id: string }) => seen.size === seen.add(id).size
    const copy = request.clone()
    const notice = await client.validateLogoutToken(request, { isReplay })
    expect(notice).toEqual({ sub: 'alice', sid: claims?.sid, jti: expect.any(String) })
    await expect(client.validateLogoutToken(copy, { isReplay })).rejects.toMatchObject({ code: 'replayed' })
  })

  it('refuses an ID token as a logout token', async () => {
    const { client, logout } = await session(server.clients.webLogout)
    const idToken = logout.form.id_token_hint ?? ''
    await expect(client.validateLogoutToken(idToken)).rejects.toMatchObject({ name: 'JoseError' })
  })
})
