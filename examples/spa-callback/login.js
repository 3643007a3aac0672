// The two halves of a login: the request and the callback.
import { createNonce, createPkce, createState, parseAuthorizeResponse, requestAuthorizationCodeToken } from 'grantkit'
import { config } from './config.js'

const redirectUri = `${location.origin}/callback`

/** The parameters of the authorization request. The code verifier stays in this tab until the callback. */
export async function startLogin() {
  const { codeVerifier, ...challenge } = await createPkce()
  const pending = { state: createState(), nonce: createNonce() }
  sessionStorage.setItem('login', JSON.stringify({ ...pending, codeVerifier }))
  const { clientId, scope } = config
  return { clientId, scope, redirectUri, ...pending, ...challenge }
}

/** The user's claims, or a message about the problem. */
export async function finishLogin(callback) {
  const pending = JSON.parse(sessionStorage.getItem('login'))
  sessionStorage.removeItem('login')
  if (!pending) return { problem: 'This login was not started in this tab, or has already ended' }

  const answer = parseAuthorizeResponse(callback, { state: pending.state, issuer: config.issuer })
  if (answer.isError) return { problem: `Not signed in: ${answer.errorDescription ?? answer.error}` }

  const token = await requestAuthorizationCodeToken({
    address: config.tokenEndpoint,
    clientId: config.clientId,
    code: answer.code,
    codeVerifier: pending.codeVerifier,
    redirectUri,
  })
  if (token.isError) {
    return {
      problem: `${token.transient ? 'Please try again' : 'Not signed in'}: ${token.errorDescription ?? token.error}`,
    }
  }
  return claimsOf(token.idToken, pending.nonce)
}

/**
 * The claims of an ID token. It came directly from the token endpoint, so TLS proves the issuer (OIDC Core
 * section 3.1.3.7, item 6). Nonce, audience and issuer are checked here.
 */
function claimsOf(idToken, nonce) {
  if (!idToken) return { problem: 'The server sent no ID token: is "openid" in the scope?' }
  const payload = idToken.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')
  const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (c) => c.charCodeAt(0))))
  const isOurs = claims.iss === config.issuer && [claims.aud].flat().includes(config.clientId) && claims.nonce === nonce
  return isOurs ? { claims } : { problem: 'The ID token is not an answer to this login' }
}
