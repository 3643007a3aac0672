import type { ServerLack } from '../jose-error.ts'
import { lackList, names } from './lacks.ts'
import { type Means, type Plan, tlsMethods } from './plan.ts'
import type { Server } from './server.ts'

/** The allowed signature algorithms (FAPI 2.0 Security Profile section 5.4.1). */
export const fapi2Algorithms: readonly string[] = ['ES256', 'PS256', 'EdDSA', 'Ed25519']

/** The features that FAPI 2.0 requires and this server's metadata doesn't announce. */
export function fapi2Lacks(server: Server, { alg, clientCertificate, dpop }: Means, plan: Plan): ServerLack[] {
  const { lacks, need } = lackList('FAPI 2.0 Security Profile section')
  need(server.issuer, 'issuer', 'its name', '5.3.2.1')
  need(server.authorizationEndpoint, 'authorization_endpoint', 'a URL', '5.3.2.2')
  need(server.tokenEndpoint, 'token_endpoint', 'a URL', '5.3.2.2')
  need(server.pushedAuthorizationRequestEndpoint, 'pushed_authorization_request_endpoint', 'a URL', '5.3.2.2')
  need(names(server.responseTypesSupported, 'code'), 'response_types_supported', 'code', '5.3.2.2')
  const grants = server.grantTypesSupported ?? ['authorization_code']
  need(names(grants, 'authorization_code'), 'grant_types_supported', 'authorization_code', '5.3.2.2')
  need(names(server.codeChallengeMethodsSupported, 'S256'), 'code_challenge_methods_supported', 'S256', '5.3.2.2')
  need(
    server.authorizationResponseIssParameterSupported === true || plan.signedResponses,
    'authorization_response_iss_parameter_supported',
    'true',
    '5.3.2.2',
  )

  const methods = [...(alg ? ['private_key_jwt'] : []), ...(clientCertificate ? tlsMethods : [])]
  const authenticates = names(server.tokenEndpointAuthMethodsSupported, ...methods)
  need(authenticates, 'token_endpoint_auth_methods_supported', methods.join(' or '), '5.3.2.1')
  need(
    plan.authentication !== 'private_key_jwt' || names(server.tokenEndpointAuthSigningAlgValuesSupported, alg!),
    'token_endpoint_auth_signing_alg_values_supported',
    `${alg}`,
    '5.4.1',
  )
  if (dpop && plan.binding !== 'tls') {
    const algorithms = server.dpopSigningAlgValuesSupported
    need(names(algorithms, ...fapi2Algorithms), 'dpop_signing_alg_values_supported', anyOf, '5.3.2.1')
  }
  if (clientCertificate && plan.binding !== 'dpop') {
    const binds = server.tlsClientCertificateBoundAccessTokens
    need(binds === true, 'tls_client_certificate_bound_access_tokens', 'true', '5.3.2.1')
  }
  const idTokens = server.idTokenSigningAlgValuesSupported ?? fapi2Algorithms
  need(names(idTokens, ...fapi2Algorithms), 'id_token_signing_alg_values_supported', anyOf, '5.4.1')
  return [...lacks, ...messageLacks(server, alg, plan)]
}

const anyOf = /* @__PURE__ */ fapi2Algorithms.join(' or ')

/** What FAPI 2.0 Message Signing requires in addition, if it is used. */
function messageLacks(server: Server, alg: string | undefined, plan: Plan): ServerLack[] {
  const { lacks, need } = lackList('FAPI 2.0 Message Signing section')
  if (plan.signedRequests) {
    const algorithms = server.requestObjectSigningAlgValuesSupported
    need(alg && names(algorithms, alg), 'request_object_signing_alg_values_supported', `${alg}`, '5.3')
  }
  if (plan.signedResponses) {
    need(server.jwksUri, 'jwks_uri', 'a URL', '5.4')
    const algorithms = server.authorizationSigningAlgValuesSupported
    need(names(algorithms, ...fapi2Algorithms), 'authorization_signing_alg_values_supported', anyOf, '5.4')
    need(names(server.responseModesSupported, 'jwt', 'query.jwt'), 'response_modes_supported', 'jwt', '5.4')
  }
  return lacks
}
