import { createOidcClient, type LoginRequest, type OidcClient, type OidcClientSettings } from '@grantkit/oidc'
import { redirectUri } from '../real-server/log-in.ts'
import type { AuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent, type Visit } from '../server/user-agent.ts'

/** A client of this server: `spa`, unless the settings name another. */
export function clientOf(server: AuthorizationServer, settings: Partial<OidcClientSettings> = {}): OidcClient {
  return createOidcClient({ issuer: server.issuer, ...server.clients.spa, redirectUri, ...settings })
}

/** Logs a user in up to the callback. Returns it and the record of the login. */
export async function visit(
  client: OidcClient,
  request: LoginRequest = {},
  { agent = new UserAgent(), ...person }: Visit & { agent?: UserAgent } = {},
) {
  const { url, transaction } = await client.prepareLogin(request)
  const arrival = await agent.visit(url, { until: redirectUri, ...person })
  return { url: new URL(url), response: arrival.form ?? arrival.url, transaction }
}

/** Logs a user in up to the callback: alice, unless another is named. */
export async function signIn(client: OidcClient, request: LoginRequest = {}, person = {}) {
  const { url, response, transaction } = await visit(client, request, person)
  return { url, response, transaction, result: await client.processResponse(response, transaction) }
}
