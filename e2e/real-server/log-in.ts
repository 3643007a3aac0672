import { type AuthorizeRequest, createAuthorizeUrl, createPkce, createState, parseAuthorizeResponse } from 'grantkit'
import type { AuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'

export const pageOrigin = 'http://localhost:8080'
export const redirectUri = `${pageOrigin}/callback`

export interface LoginRequest extends Partial<AuthorizeRequest> {
  /** The user's browser. A new one has no session. */
  agent?: UserAgent
}

/** The members of the token request after a login, without those of the client. */
export interface Login {
  code: string
  codeVerifier: string
  redirectUri: string
}

/** Logs alice in for `spa`, or with the given request, and checks state and issuer of the callback. */
export async function logIn(server: AuthorizationServer, request: LoginRequest = {}): Promise<Login> {
  const { agent = new UserAgent(), ...rest } = request
  const { codeVerifier, ...challenge } = await createPkce()
  const state = createState()
  const wanted = {
    address: server.authorizationEndpoint,
    ...server.clients.spa,
    scope: 'openid profile email',
    state,
    ...challenge,
    ...rest,
    redirectUri: rest.redirectUri ?? redirectUri,
  }
  const { url } = await agent.visit(createAuthorizeUrl(wanted), { until: wanted.redirectUri })
  const response = parseAuthorizeResponse(url, { state, issuer: server.issuer })
  if (response.isError) throw new Error(`no code: ${response.error} ${response.errorDescription}`)
  return { code: response.code, codeVerifier, redirectUri: wanted.redirectUri }
}
