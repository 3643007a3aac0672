import type { RequestHeaders } from '../internal/headers.ts'
import { checkObject } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { Accept } from '../internal/read.ts'
import type { DiscoveryMembers } from './discovery-members.ts'
import { type DiscoveryPolicy, refusalBy } from './discovery-policy.ts'
import { addressesOf, type DiscoveryResponse, firstDocument, membersOf } from './issuer-metadata.ts'

export type { DiscoveryDocument, DiscoveryResponse } from './issuer-metadata.ts'

/** Which document to get: by the issuer, by the document's address, or by both. */
export interface DiscoveryRequest {
  /** The server's issuer, exactly as in its metadata. @default `address` without its `/.well-known/...` */
  authority?: string | undefined
  /** The document's URL, if you know it. @default the standard addresses for `authority`, one after the other */
  address?: string | URL | undefined
  /** Which documents are accepted, if the defaults don't fit. */
  policy?: DiscoveryPolicy | undefined
  /** Additional headers. In a page, a header that isn't CORS-safelisted causes a preflight. */
  headers?: RequestHeaders | undefined
}

/**
 * Gets the metadata of an authorization server (OpenID Connect Discovery section 4, RFC 8414 section 3).
 *
 * For the authority `https://as.example/tenant` it requests
 * 1. `https://as.example/tenant/.well-known/openid-configuration`,
 * 2. `https://as.example/.well-known/oauth-authorization-server/tenant`,
 * 3. `https://as.example/.well-known/openid-configuration/tenant`,
 *
 * It tries the next address if the response is a 4xx other than 408, 425 and 429, a redirect, or not a JSON object with an
 * `issuer`. Any other response is final. `timeoutMs` applies to each request. If no address has a document, the failure of the
 * first one is returned.
 *
 * If the policy refuses a document, the result is a failure with the code `invalid_response`. Its `errorDescription` names the
 * member and what is wrong with it. Rejects with a `TypeError` for a mistake in the arguments, and with the signal's reason
 * when `options.signal` aborts.
 *
 * @example
 * ```ts
 * const server = await getDiscoveryDocument({ authority: 'https://demo.example' })
 * if (server.isError) throw new Error(server.errorDescription ?? server.error)
 * server.tokenEndpoint // 'https://demo.example/connect/token'
 * ```
 */
export async function getDiscoveryDocument(
  request: DiscoveryRequest,
  options: RequestOptions = {},
): Promise<DiscoveryResponse> {
  checkObject('request', request)
  checkObject('options', options)
  const { address, headers } = request
  const accept = acceptDocument(request, options)
  const addresses = address ? [`${address}`] : addressesOf(authorityOf(request))
  return firstDocument(addresses, headers, options, accept)
}

/** Checks a document by the policy of `request`, and gives its members camelCase names. */
export function acceptDocument(
  request: DiscoveryRequest,
  { allowInsecureHttp }: RequestOptions,
): (address: string) => Accept<DiscoveryMembers> {
  const { policy = {} } = request
  const refuse = refusalBy(authorityOf(request), policy, allowInsecureHttp)
  return (address) => (json, quirks) => json && (refuse(json, address) ?? membersOf(json, quirks))
}

/** The authority of a request, or the one that its address implies. */
function authorityOf({ authority, address = '' }: DiscoveryRequest): string {
  const [url = ''] = `${address}`.split(/[?#]/)
  return authority ?? url.replace(/\/\.well-known\/(openid-configuration|oauth-authorization-server)(\/$)?/, '')
}
