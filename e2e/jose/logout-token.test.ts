import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TokenUse, validateIdToken, validateLogoutToken } from '@grantkit/jose'
import { createEndSessionUrl, createKeyCache, createNonce, orThrow, requestAuthorizationCodeToken } from 'grantkit'
import { afterAll, expect, it } from 'vitest'
import { logIn, pageOrigin } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'

const posted: URLSearchParams[] = []
const client = createServer(async (request, response) => {
  posted.push(new URLSearchParams(await text(request)))
  response.writeHead(200).end()
}).listen(0, '127.0.0.1')
await once(client, 'listening')
const backchannelLogoutUri = `http://127.0.0.1:${(client.address() as AddressInfo).port}/logged-out`
const server = await startAuthorizationServer({ pageOrigin, backchannelLogoutUri })
afterAll(async () => {
  client.close()
  await server.close()
})
const keys = createKeyCache({ address: server.jwksUri })
const { webLogout } = server.clients

/** Logs alice in and out again. Returns the ID token's claims and the token that the server posts to the client. */
async function logOut() {
  const agent = new UserAgent()
  const nonce = createNonce()
  const login = await logIn(server, { agent, clientId: webLogout.clientId, nonce })
  const exchange = { address: server.tokenEndpoint, ...webLogout, ...login }
  const { idToken = '' } = orThrow(await requestAuthorizationCodeToken(exchange))
  const expected = { issuer: server.issuer, clientId: webLogout.clientId, keys }
  const { claims } = await validateIdToken({ ...expected, idToken, nonce })
  await agent.visit(createEndSessionUrl({ address: server.endSessionEndpoint, idTokenHint: idToken }))
  const logoutToken = posted.pop()?.get('logout_token') ?? ''
  return { claims, logoutToken, idToken, expected }
}

it('names the user and the session that ended (Back-Channel Logout section 2.6)', async () => {
  const { claims, logoutToken, expected } = await logOut()
  const { claims: logout } = await validateLogoutToken({ ...expected, logoutToken })
  expect(logout).toMatchObject({ iss: server.issuer, aud: webLogout.clientId, sub: 'alice', sid: claims.sid })
  expect(logout.sid).toEqual(expect.any(String))
})

it('is not accepted as an ID token, nor an ID token as a logout token', async () => {
  const { logoutToken, idToken, expected } = await logOut()
  await expect(validateLogoutToken({ ...expected, logoutToken: idToken })).rejects.toMatchObject({ name: 'JoseError' })
  await expect(validateIdToken({ ...expected, idToken: logoutToken, nonce: false })).rejects.toMatchObject({
    name: 'JoseError',
  })
})

it('is accepted once', async () => {
  const { logoutToken, expected } = await logOut()
  const seen = new Set<string>()
  const isReplay = ({ id }: TokenUse) => seen.has(id) || !seen.add(id)
  await validateLogoutToken({ ...expected, logoutToken, isReplay })
  await expect(validateLogoutToken({ ...expected, logoutToken, isReplay })).rejects.toMatchObject({ code: 'replayed' })
})

it('is refused for another client', async () => {
  const { logoutToken, expected } = await logOut()
  const other = { ...expected, logoutToken, clientId: 'web' }
  await expect(validateLogoutToken(other)).rejects.toMatchObject({ code: 'claim_mismatch', claim: 'aud' })
})
