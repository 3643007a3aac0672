import type { DiscoveryMembers } from 'grantkit'
import { present } from 'grantkit/internal/present'

/** The metadata in a login's record, so that the callback needs no discovery. */
export type LoginServer = Partial<Pick<DiscoveryMembers, (typeof kept)[number]>>

const kept = [
  'tokenEndpoint',
  'jwksUri',
  'userinfoEndpoint',
  'endSessionEndpoint',
  'revocationEndpoint',
  'idTokenSigningAlgValuesSupported',
  'authorizationResponseIssParameterSupported',
  'tokenEndpointAuthMethodsSupported',
] as const

/** The metadata members in a login's record. */
export function loginServerOf(metadata: Partial<DiscoveryMembers>): LoginServer {
  const server: Record<string, unknown> = {}
  for (const name of kept) server[name] = metadata[name]
  return present(server)
}
