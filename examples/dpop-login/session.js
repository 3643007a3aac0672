// A login whose tokens are bound to a key (RFC 9449), a session that survives a reload, and API calls.
import { createClient, createDPoP, validateIdToken } from '@grantkit/jose'
import { createDiscoveryCache, createKeyCache, createNonce, createPkce, createState, orThrow } from 'grantkit'
import { config } from './config.js'
import { forgetKey, keyStore } from './key-store.js'

const redirectUri = `${location.origin}/callback`
const { issuer, clientId, scope, api } = config
const read = (name) => JSON.parse(sessionStorage.getItem(name)) ?? undefined
const write = (name, value) => sessionStorage.setItem(name, JSON.stringify(value))

// a session continues with its first key; if that is lost, dpop throws
const { thumbprint } = read('session') ?? {}
const dpop = createDPoP({ keyStore, ...(thumbprint && { thumbprint }) })
const discovery = createDiscoveryCache({ authority: issuer })
const client = createClient({ profile: 'oauth2.1', discovery, clientId, dpop, resource: api })
let keys

/** The URL of the login. The data for the callback stays in this tab. */
export async function startLogin() {
  const { codeVerifier, codeChallenge } = await createPkce()
  const pending = { state: createState(), nonce: createNonce() }
  write('login', { ...pending, codeVerifier })
  const dpopJkt = await dpop.getThumbprint()
  return client.createAuthorizeUrl({ redirectUri, scope, ...pending, codeChallenge, dpopJkt })
}

/** The session from a callback. Throws if there is none. */
export async function finishLogin(callback) {
  const { state, nonce, codeVerifier } = read('login') ?? {}
  sessionStorage.removeItem('login')
  if (!state) throw new Error('this login was not started in this tab, or has already ended')
  const { code } = orThrow(await client.parseAuthorizeResponse(callback, { state }))
  const token = orThrow(await client.requestAuthorizationCodeToken({ code, codeVerifier, redirectUri }))
  return keep(token, { nonce })
}

/** The previous session, with new tokens; undefined if there is none. */
export async function resume() {
  const session = read('session')
  if (!session) return undefined
  const token = orThrow(await client.requestRefreshToken({ refreshToken: session.refreshToken }))
  return keep({ refreshToken: session.refreshToken, ...token }, { previous: session.claims })
}

/** The API's response to a request with the token and a new proof. */
export async function callApi(accessToken) {
  const url = `${api}/hello`
  const proof = await dpop.createProof({ method: 'GET', url, accessToken })
  const answer = await fetch(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: proof } })
  if (!answer.ok) throw new Error(`the API answered ${answer.status}`)
  return answer.json()
}

/** Ends the session here. */
export async function forget() {
  sessionStorage.clear()
  await forgetKey()
}

/** Validates the user, and stores the data for a reload, without the access token. */
async function keep({ accessToken, refreshToken, idToken }, expected) {
  const { jwksUri } = orThrow(await discovery.get())
  keys ??= createKeyCache({ address: jwksUri })
  const { claims } = await validateIdToken({ idToken, accessToken, issuer, clientId, keys, ...expected })
  write('session', { refreshToken, claims, thumbprint: await dpop.getThumbprint() })
  return { accessToken, claims }
}
