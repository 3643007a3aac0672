import type { DiscoveryMembers } from 'grantkit'

/** The server's metadata that a plan or a profile depends on. */
export type Server = Partial<Pick<DiscoveryMembers, Text | List | Flag>>

type Text = 'issuer' | 'authorizationEndpoint' | 'tokenEndpoint' | 'jwksUri' | 'pushedAuthorizationRequestEndpoint'

type List =
  | 'responseTypesSupported'
  | 'responseModesSupported'
  | 'grantTypesSupported'
  | 'codeChallengeMethodsSupported'
  | 'tokenEndpointAuthMethodsSupported'
  | 'tokenEndpointAuthSigningAlgValuesSupported'
  | 'dpopSigningAlgValuesSupported'
  | 'idTokenSigningAlgValuesSupported'
  | 'requestObjectSigningAlgValuesSupported'
  | 'authorizationSigningAlgValuesSupported'

type Flag =
  | 'authorizationResponseIssParameterSupported'
  | 'tlsClientCertificateBoundAccessTokens'
  | 'requirePushedAuthorizationRequests'
  | 'requireSignedRequestObject'

const members: Record<Text, 'text'> & Record<List, 'list'> & Record<Flag, 'flag'> = {
  issuer: 'text',
  authorizationEndpoint: 'text',
  tokenEndpoint: 'text',
  jwksUri: 'text',
  pushedAuthorizationRequestEndpoint: 'text',
  responseTypesSupported: 'list',
  responseModesSupported: 'list',
  grantTypesSupported: 'list',
  codeChallengeMethodsSupported: 'list',
  tokenEndpointAuthMethodsSupported: 'list',
  tokenEndpointAuthSigningAlgValuesSupported: 'list',
  dpopSigningAlgValuesSupported: 'list',
  idTokenSigningAlgValuesSupported: 'list',
  requestObjectSigningAlgValuesSupported: 'list',
  authorizationSigningAlgValuesSupported: 'list',
  authorizationResponseIssParameterSupported: 'flag',
  tlsClientCertificateBoundAccessTokens: 'flag',
  requirePushedAuthorizationRequests: 'flag',
  requireSignedRequestObject: 'flag',
}

/** Reads metadata. It isn't trusted: a member with the wrong type counts as missing. */
export function serverOf(metadata: Record<string, unknown>): Server {
  const server: Record<string, unknown> = {}
  for (const [name, type] of Object.entries(members)) {
    const value = metadata[name]
    if (type === 'text' ? isText(value) : type === 'flag' ? value === true : Array.isArray(value)) {
      server[name] = Array.isArray(value) ? value.filter(isText) : value
    }
  }
  return server
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
