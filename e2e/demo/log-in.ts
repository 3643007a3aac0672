import { createAuthorizeUrl, createPkce, createState, parseAuthorizeResponse } from 'grantkit'
import type { AuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { shorten } from './lines.ts'

export interface Login {
  code: string
  codeVerifier: string
  redirectUri: string
}

/** Sends a user to the server and back. The code is valid for one token request, with the verifier. */
export async function logIn(server: AuthorizationServer, say: (step: string) => void = () => {}): Promise<Login> {
  const redirectUri = 'http://localhost:8080/callback'
  const state = createState()
  const { codeVerifier, ...challenge } = await createPkce()
  say(`the page keeps a state and a verifier; the verifier's challenge is ${shorten(challenge.codeChallenge)}`)
  const url = createAuthorizeUrl({
    address: server.authorizationEndpoint,
    ...server.clients.spa,
    redirectUri,
    scope: 'openid profile email',
    state,
    ...challenge,
  })
  say(`it sends the user to ${server.authorizationEndpoint}`)

  // in a page this is `location.assign(url)`; here alice's browser is a script that logs in and consents
  const { url: callback } = await new UserAgent().visit(url, { until: redirectUri })
  say(`alice logs in and consents, and the server sends her back to ${callback.origin}${callback.pathname}`)

  const response = parseAuthorizeResponse(callback, { state, issuer: server.issuer })
  if (response.isError) throw new Error(`no code: ${response.error}`)
  say(`the callback has the state and the issuer that it should; its code is ${shorten(response.code)}`)
  return { code: response.code, codeVerifier, redirectUri }
}
