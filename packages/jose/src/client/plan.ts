import type { DPoPSigner } from 'grantkit'
import { names } from './lacks.ts'
import type { Server } from './server.ts'

/** The client's ways of authentication. */
export interface Means {
  /** The algorithm of the client's key, if it has one. */
  alg: string | undefined
  dpop: DPoPSigner | undefined
  /** Whether its `fetch` uses a client certificate. */
  clientCertificate: boolean
  clientSecret: string | undefined
  /** Whether requests are to be signed, and callbacks. */
  signedRequests: boolean
  signedResponses: boolean
}

/** How a client authenticates at this server, and what its tokens are bound to. */
export interface Plan {
  authentication: 'private_key_jwt' | 'tls' | 'own'
  binding: 'dpop' | 'tls' | 'none'
  /** Whether authorization requests are pushed (RFC 9126), whether they are signed (RFC 9101), and whether callbacks are (JARM). */
  pushed: boolean
  signedRequests: boolean
  signedResponses: boolean
}

/** The best method that both support. */
export function planOf(means: Means, server: Server, pushed: boolean): Plan {
  const { alg, clientCertificate, dpop } = means
  const methods = server.tokenEndpointAuthMethodsSupported
  const tls = clientCertificate && names(methods, ...tlsMethods)
  return {
    authentication: alg && (!tls || names(methods, 'private_key_jwt')) ? 'private_key_jwt' : tls ? 'tls' : 'own',
    binding:
      dpop && !(clientCertificate && !server.dpopSigningAlgValuesSupported)
        ? 'dpop'
        : clientCertificate && server.tlsClientCertificateBoundAccessTokens
          ? 'tls'
          : 'none',
    pushed: pushed || server.requirePushedAuthorizationRequests === true,
    signedRequests: means.signedRequests || server.requireSignedRequestObject === true,
    signedResponses: means.signedResponses,
  }
}

/** How a certificate authenticates a client (RFC 8705 section 2). */
export const tlsMethods: readonly string[] = ['tls_client_auth', 'self_signed_tls_client_auth']
