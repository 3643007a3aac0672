import { type AuthorizeRequest, createAuthorizeUrl, createPkce, createState, parseAuthorizeResponse } from 'grantkit'
import { type Arrival, UserAgent } from '../server/user-agent.ts'
import { redirectUri } from './clients.ts'
import type { Lemonldap } from './lemonldap.ts'
import { fillPortalForm, type Person } from './portal-forms.ts'

export interface LoginRequest extends Partial<AuthorizeRequest>, Person {
  /** The user's browser; a new one has no session. */
  agent?: UserAgent
}

/** What the token request after a login needs, client aside. */
export interface Login {
  code: string
  codeVerifier: string
  redirectUri: string
}

/** Where a login ends: at the client, or on a page that has nothing more to ask. */
export interface LoginEnd extends Arrival {
  state: string
  codeVerifier: string
}

/** Sends the user to the portal for `spa`, or as the request says. */
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

/** Logs dwho in, checking state on the way back; an `iss` does not come. */
export async function logIn(server: Lemonldap, request: LoginRequest = {}): Promise<Login> {
  const { url, state, codeVerifier } = await visitPortal(server, request)
  const response = parseAuthorizeResponse(url, { state, issuer: server.issuer })
  if (response.isError) throw new Error(`no code: ${response.error} ${response.errorDescription}`)
  return { code: response.code, codeVerifier, redirectUri }
}
