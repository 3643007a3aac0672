import { getProtectedResourceMetadata, orThrow, parseWwwAuthenticate } from 'grantkit'

/** What a refusal leads to: where to log in, and for what. */
export interface Authorization {
  /** The issuer of the server that gives out tokens for the API. */
  authority: string
  /** The API's name, to be sent along verbatim. */
  resource: string
  scope: string | string[] | undefined
}

/** From the API's 401 over its metadata to its authorization server (RFC 9728 section 5). */
export async function findAuthorization(resource: string, headers: Headers): Promise<Authorization> {
  const challenges = parseWwwAuthenticate(headers)
  const { parameters } = challenges.find(({ scheme }) => scheme === 'bearer') ?? { parameters: undefined }
  const address = parameters?.resource_metadata
  const metadata = orThrow(await getProtectedResourceMetadata({ resource, ...(address && { address }) }))
  const [authority] = metadata.authorizationServers
  if (!authority) throw new Error(`${resource} names no authorization server`)
  return { authority, resource: metadata.resource, scope: parameters?.scope ?? metadata.scopesSupported }
}
