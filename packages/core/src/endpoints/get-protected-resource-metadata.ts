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
  /** The API's resource identifier: what the metadata must name, character for character. */
  resource: string
  /**
   * Where the metadata is, such as the `resource_metadata` of a challenge.
   * @default the resource's URL with `/.well-known/oauth-protected-resource` before its path (RFC 9728 section 3.1)
   */
  address?: string | URL | undefined
  /** Headers to send along. One that is not CORS-safelisted costs a page's request a preflight. */
  headers?: RequestHeaders | undefined
}

/** What an API says about itself (RFC 9728 section 2), in camelCase. */
export interface ProtectedResourceMetadataMembers {
  /** Equal to the one asked for. */
  resource: string
  /** The issuers of the servers that issue tokens for it; empty if it names none. */
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
  /** The metadata as a JWT; never verified here. */
  signedMetadata?: string
}

/** The metadata. A standard member of another type is absent, with a quirk; members of the API's own are as they came. */
export interface ProtectedResourceMetadataSuccess extends SuccessMembers, ProtectedResourceMetadataMembers {}

/** The response to a request for an API's metadata: `isError` tells success from failure. */
export type ProtectedResourceMetadataResponse = ProtectedResourceMetadataSuccess | Failure

/**
 * Gets the metadata of an API, which names the servers that give out tokens for it (RFC 9728 section 3). Metadata for
 * another resource than the one asked for is a failure with the code `invalid_response` (section 3.3): otherwise any API
 * could get hold of tokens that are meant for another.
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
