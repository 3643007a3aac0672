import type { ServerLack } from '../jose-error.ts'
import { lackList, names } from './lacks.ts'
import { type Means, type Plan, tlsMethods } from './plan.ts'
import type { Server } from './server.ts'

/** The features that OAuth 2.1 requires and this server's metadata doesn't announce. */
export function oauth21Lacks(server: Server, { alg, clientCertificate, dpop }: Means, plan: Plan): ServerLack[] {
  const { lacks, need } = lackList('OAuth 2.1 section')
  need(server.tokenEndpoint, 'token_endpoint', 'a URL', '3.2')
  if (server.authorizationEndpoint) {
    // a server that doesn't announce PKCE may ignore the challenge
    need(names(server.codeChallengeMethodsSupported, 'S256'), 'code_challenge_methods_supported', 'S256', '7.5.1')
    need(names(server.responseTypesSupported, 'code'), 'response_types_supported', 'code', '4.1.1')
  }
  const pushes = server.pushedAuthorizationRequestEndpoint
  need(
    pushes || !plan.pushed,
    'pushed_authorization_request_endpoint',
    'a URL, which the server itself requires',
    '4.1.1',
  )

  const methods = [...(alg ? ['private_key_jwt'] : []), ...(clientCertificate ? tlsMethods : [])]
  const authenticates = !methods.length || names(server.tokenEndpointAuthMethodsSupported, ...methods)
  // the certificate may be only for binding
  need(
    authenticates || (!alg && clientCertificate),
    'token_endpoint_auth_methods_supported',
    methods.join(' or '),
    '2.4',
  )
  if (dpop && plan.binding !== 'tls') {
    need(server.dpopSigningAlgValuesSupported, 'dpop_signing_alg_values_supported', 'an algorithm', '1.4.3')
  }
  if (plan.signedRequests && alg) {
    const algorithms = server.requestObjectSigningAlgValuesSupported
    need(names(algorithms, alg), 'request_object_signing_alg_values_supported', alg, '4.1.1')
  }
  if (plan.signedResponses) {
    need(server.jwksUri, 'jwks_uri', 'a URL', '4.1.2')
    need(
      server.authorizationSigningAlgValuesSupported,
      'authorization_signing_alg_values_supported',
      'an algorithm',
      '4.1.2',
    )
  }
  return lacks
}
