import { type AuthorizeRequest, createAuthorizeUrl, createPkce, createState, parseAuthorizeResponse } from 'grantkit'
import { type Arrival, UserAgent } from '../server/user-agent.ts'
import { redirectUri } from './clients.ts'
import type { Lemonldap } from './lemonldap.ts'
import { fillPortalForm, type Person } from './portal-forms.ts'

export interface LoginRequest extends Partial<AuthorizeRequest>, Person {
  /** The user's browser. A new one has no session. */
  agent?: UserAgent
}

/** The members of the token request after a login, without those of the client. */
export interface Login {
  code: string
  codeVerifier: string
  redirectUri: string
}

/** The end of a login: at the client, or on a page without further forms. */
export interface LoginEnd extends Arrival {
  state: string
  codeVerifier: string
}

/** Sends the user to the portal for `spa`, or with the given request. */
export async function visitPortal(server: Lemonldap, request: LoginRequest = {}): Promise<LoginEnd> {
  const { agent = new UserAgent(), user, refuse, ...rest } = request
  const { codeVerifier, ...challenge } = await createPkce()
  const state = createState()
  const wanted = {
    address: server.authorizationEndpoint,
    ...server.clients.spa,
    redirectUri,
    scope: 'openid profile email',
    state,
    ...challenge,
    ...rest,
  }
  const fill = (html: string) => fillPortalForm(html, { ...(user && { user }), ...(refuse && { refuse }) })
  return { ...(await agent.visit(createAuthorizeUrl(wanted), { until: redirectUri, fill })), state, codeVerifier }
}

/** Logs dwho in, and checks the state of the callback, which has no `iss`. */
export async function logIn(server: Lemonldap, request: LoginRequest = {}): Promise<Login> {
  const { url, state, codeVerifier } = await visitPortal(server, request)
  const response = parseAuthorizeResponse(url, { state, issuer: server.issuer })
  if (response.isError) throw new Error(`no code: ${response.error} ${response.errorDescription}`)
  return { code: response.code, codeVerifier, redirectUri }
}
