import type { RequestHeaders } from '../internal/headers.ts'
import { isAbsent, type Json } from '../internal/members.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { Accept } from '../internal/read.ts'
import type { Failure, Quirk, SuccessMembers } from '../internal/response.ts'
import type { DiscoveryMembers } from './discovery-members.ts'
import { endpointFault, issuerFault } from './document-fault.ts'
import { getJson } from './get-json.ts'
import { metadataMembers } from './metadata-members.ts'

/**
 * A server's metadata. Standard members of the wrong type, and endpoints that aren't URLs, are absent, with a quirk. Non-standard
 * members are unchanged.
 */
export interface DiscoveryDocument extends SuccessMembers, DiscoveryMembers {}

/** The response to a request for a server's metadata: `isError` tells success from failure. */
export type DiscoveryResponse = DiscoveryDocument | Failure

/** `getDiscoveryDocument` by the issuer, an `https:` URL, without the code for policies. */
export function getIssuerMetadata(issuer: string, options: RequestOptions): Promise<DiscoveryResponse> {
  const { allowInsecureHttp } = options
  return firstDocument(addressesOf(issuer), undefined, options, (address) => (json, quirks) => {
    if (!json) return undefined
    return (
      issuerFault(json, issuer) ??
      endpointFault(json, address.includes('openid-configuration'), allowInsecureHttp) ??
      membersOf(json, quirks)
    )
  })
}

/** The document at the first address that has one. */
export async function firstDocument(
  addresses: readonly string[],
  headers: RequestHeaders | undefined,
  options: RequestOptions,
  accept: (address: string) => Accept<DiscoveryMembers>,
): Promise<DiscoveryResponse> {
  let failure: Failure | undefined
  for (const url of addresses) {
    const response = await getJson(url, headers, options, accept(url))
    if (!response.isError || !elsewhere(response)) return response
    failure ??= response
  }
  const description = [failure!.errorDescription, `no document at ${addresses.join(', ')}`]
  failure!.errorDescription = description.filter(Boolean).join('; ')
  return failure!
}

export function membersOf(json: Json, quirks: Quirk[]): DiscoveryMembers {
  const { mtls_endpoint_aliases: aliases } = json
  // no copy is made, because an untrusted document may have 65,000 members
  const members = metadataMembers(json, quirks)
  if (aliases) members.mtlsEndpointAliases = metadataMembers(Object(aliases), quirks)
  return members as unknown as DiscoveryMembers
}

/** The possible addresses of an authority's metadata: OpenID's, RFC 8414's, and OpenID's file name in RFC 8414's place. */
export function addressesOf(authority: string): string[] {
  const { origin, pathname } = new URL(authority)
  const path = pathname.replace(/\/$/, '')
  const openId = '/.well-known/openid-configuration'
  const places = [
    origin + path + openId,
    `${origin}/.well-known/oauth-authorization-server${path}`,
    origin + openId + path,
  ]
  return [...new Set(places)]
}

/** Whether a failure means that there is no document at this address, so that the next one is tried. */
function elsewhere({ httpStatus, code, json, transient }: Failure): boolean {
  if (code === 'invalid_response') return isAbsent(json?.issuer)
  return code === 'redirect' || (httpStatus > 399 && httpStatus < 500 && !transient)
}
