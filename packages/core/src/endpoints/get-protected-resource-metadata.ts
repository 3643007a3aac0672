import { getJson } from '../discovery/get-json.ts'
import { metadataMembers } from '../discovery/metadata-members.ts'
import { endpointUrl } from '../internal/address.ts'
import { differs } from '../internal/differs.ts'
import type { RequestHeaders } from '../internal/headers.ts'
import { lackOf, textIn } from '../internal/members.ts'
import { checkName } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** Which API's metadata to get. */
export interface ProtectedResourceMetadataRequest {
  /** The API's resource identifier. The metadata must contain exactly the same. */
  resource: string
  /**
   * Where the metadata is, such as the `resource_metadata` of a challenge.
   * @default the resource's URL with `/.well-known/oauth-protected-resource` before its path (RFC 9728 section 3.1)
   */
  address?: string | URL | undefined
  /** Additional headers. In a page, a header that isn't CORS-safelisted causes a preflight. */
  headers?: RequestHeaders | undefined
}

/** An API's metadata (RFC 9728 section 2), in camelCase. */
export interface ProtectedResourceMetadataMembers {
  /** Equal to the requested one. */
  resource: string
  /** The issuers of the authorization servers that issue tokens for the API; empty if the metadata names none. */
  authorizationServers: string[]
  jwksUri?: string
  scopesSupported?: string[]
  bearerMethodsSupported?: string[]
  resourceSigningAlgValuesSupported?: string[]
  resourceName?: string
  resourceDocumentation?: string
  resourcePolicyUri?: string
  resourceTosUri?: string
  tlsClientCertificateBoundAccessTokens?: boolean
  authorizationDetailsTypesSupported?: string[]
  dpopSigningAlgValuesSupported?: string[]
  dpopBoundAccessTokensRequired?: boolean
  /** The metadata as a JWT. It isn't verified. */
  signedMetadata?: string
}

/** The metadata. Standard members of the wrong type are absent, with a quirk. Non-standard members are unchanged. */
export interface ProtectedResourceMetadataSuccess extends SuccessMembers, ProtectedResourceMetadataMembers {}

/** The response to a request for an API's metadata: `isError` tells success from failure. */
export type ProtectedResourceMetadataResponse = ProtectedResourceMetadataSuccess | Failure

/**
 * Gets the metadata of an API, which names the authorization servers that issue tokens for it (RFC 9728 section 3). Metadata
 * of another resource than the requested one is a failure with the code `invalid_response` (section 3.3). Otherwise one API
 * could obtain tokens that are meant for another.
 *
 * Resolves and rejects as `requestToken` does.
 *
 * @example
 * ```ts
 * const resource = 'https://api.example/mcp'
 * const [challenge] = parseWwwAuthenticate((await fetch(resource)).headers)
 * const address = challenge?.parameters.resource_metadata
 * const metadata = await getProtectedResourceMetadata({ resource, ...(address && { address }) })
 * ```
 */
export async function getProtectedResourceMetadata(
  request: ProtectedResourceMetadataRequest,
  options: RequestOptions = {},
): Promise<ProtectedResourceMetadataResponse> {
  const { resource } = request ?? {}
  checkName('resource', resource)
  const url = new URL(endpointUrl(resource, options?.allowInsecureHttp, 'resource'))
  url.pathname = `/.well-known/oauth-protected-resource${url.pathname.replace(/^\/$/, '')}`
  return getJson(request.address ?? url, request.headers, options, (json, quirks) => {
    if (json?.resource !== resource) {
      const given = textIn(json, 'resource')
      return given ? `resource ${differs(given, 'the one asked for', resource)}` : json && lackOf(json, 'resource')
    }
    const members = metadataMembers(json, quirks)
    members.authorizationServers ??= []
    return members as unknown as ProtectedResourceMetadataMembers
  })
}
