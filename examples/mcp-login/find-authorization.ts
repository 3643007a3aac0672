import { getProtectedResourceMetadata, orThrow, parseWwwAuthenticate } from 'grantkit'

/** The result of a 401: where to log in, and for which API. */
export interface Authorization {
  /** The issuer of the API's tokens. */
  authority: string
  /** The API's name, sent verbatim as `resource`. */
  resource: string
  scope: string | string[] | undefined
}

/** Finds the authorization server: from the API's 401 to its metadata to the issuer (RFC 9728 section 5). */
export async function findAuthorization(resource: string, headers: Headers): Promise<Authorization> {
  const challenges = parseWwwAuthenticate(headers)
  const { parameters } = challenges.find(({ scheme }) => scheme === 'bearer') ?? { parameters: undefined }
  const address = parameters?.resource_metadata
  const metadata = orThrow(await getProtectedResourceMetadata({ resource, ...(address && { address }) }))
  const [authority] = metadata.authorizationServers
  if (!authority) throw new Error(`${resource} names no authorization server`)
  return { authority, resource: metadata.resource, scope: parameters?.scope ?? metadata.scopesSupported }
}
