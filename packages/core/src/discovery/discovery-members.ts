/** Endpoints that want a client certificate, under the names they have without one (RFC 8705 section 5). */
export interface MtlsEndpointAliases {
  tokenEndpoint?: string
  revocationEndpoint?: string
  introspectionEndpoint?: string
  deviceAuthorizationEndpoint?: string
  backchannelAuthenticationEndpoint?: string
  pushedAuthorizationRequestEndpoint?: string
  registrationEndpoint?: string
  userinfoEndpoint?: string
  /** What a server calls by a name of its own. */
  [endpoint: string]: string | undefined
}

/**
 * What an authorization server says about itself. Names are those of the registry of RFC 8414 section 7.1 in camelCase;
 * what is left out there is left out here, so that the standard's default holds.
 */
export interface DiscoveryMembers {
  /** The server's name, to be compared character by character (RFC 8414 section 2). */
  issuer: string

  authorizationEndpoint?: string
  tokenEndpoint?: string
  jwksUri?: string
  registrationEndpoint?: string
  revocationEndpoint?: string
  introspectionEndpoint?: string
  userinfoEndpoint?: string
  endSessionEndpoint?: string
  checkSessionIframe?: string
  deviceAuthorizationEndpoint?: string
  backchannelAuthenticationEndpoint?: string
  pushedAuthorizationRequestEndpoint?: string
  mtlsEndpointAliases?: MtlsEndpointAliases

  scopesSupported?: string[]
  responseTypesSupported?: string[]
  /** Without it: `query` and `fragment`. */
  responseModesSupported?: string[]
  /** Without it: `authorization_code` and `implicit`. */
  grantTypesSupported?: string[]
  /** Without it: `client_secret_basic`. */
  tokenEndpointAuthMethodsSupported?: string[]
  tokenEndpointAuthSigningAlgValuesSupported?: string[]
  revocationEndpointAuthMethodsSupported?: string[]
  revocationEndpointAuthSigningAlgValuesSupported?: string[]
  introspectionEndpointAuthMethodsSupported?: string[]
  introspectionEndpointAuthSigningAlgValuesSupported?: string[]
  /** Methods of PKCE; without it the server says nothing about PKCE. */
  codeChallengeMethodsSupported?: string[]
  serviceDocumentation?: string
  uiLocalesSupported?: string[]
  opPolicyUri?: string
  opTosUri?: string
  /** The metadata as a JWT; never verified here. */
  signedMetadata?: string

  // OpenID Connect Discovery section 3
  acrValuesSupported?: string[]
  subjectTypesSupported?: string[]
  idTokenSigningAlgValuesSupported?: string[]
  idTokenEncryptionAlgValuesSupported?: string[]
  idTokenEncryptionEncValuesSupported?: string[]
  userinfoSigningAlgValuesSupported?: string[]
  userinfoEncryptionAlgValuesSupported?: string[]
  userinfoEncryptionEncValuesSupported?: string[]
  requestObjectSigningAlgValuesSupported?: string[]
  requestObjectEncryptionAlgValuesSupported?: string[]
  requestObjectEncryptionEncValuesSupported?: string[]
  displayValuesSupported?: string[]
  claimTypesSupported?: string[]
  claimsSupported?: string[]
  claimsLocalesSupported?: string[]
  claimsParameterSupported?: boolean
  requestParameterSupported?: boolean
  /** Without it: true. */
  requestUriParameterSupported?: boolean
  requireRequestUriRegistration?: boolean
  /** OpenID Connect Prompt Create. */
  promptValuesSupported?: string[]

  // OpenID Connect Front-Channel and Back-Channel Logout
  frontchannelLogoutSupported?: boolean
  frontchannelLogoutSessionSupported?: boolean
  backchannelLogoutSupported?: boolean
  backchannelLogoutSessionSupported?: boolean

  // CIBA section 4
  backchannelTokenDeliveryModesSupported?: string[]
  backchannelAuthenticationRequestSigningAlgValuesSupported?: string[]
  backchannelUserCodeParameterSupported?: boolean

  /** RFC 8705 section 3.3 */
  tlsClientCertificateBoundAccessTokens?: boolean
  /** RFC 9101 section 10.5 */
  requireSignedRequestObject?: boolean
  /** RFC 9126 section 5 */
  requirePushedAuthorizationRequests?: boolean
  /** Whether every authorization response carries `iss` (RFC 9207 section 3). */
  authorizationResponseIssParameterSupported?: boolean
  /** RFC 9396 section 10 */
  authorizationDetailsTypesSupported?: string[]
  /** RFC 9449 section 5.1 */
  dpopSigningAlgValuesSupported?: string[]
  /** RFC 9701 section 7 */
  introspectionSigningAlgValuesSupported?: string[]
  introspectionEncryptionAlgValuesSupported?: string[]
  introspectionEncryptionEncValuesSupported?: string[]
  /** JARM section 4 */
  authorizationSigningAlgValuesSupported?: string[]
  authorizationEncryptionAlgValuesSupported?: string[]
  authorizationEncryptionEncValuesSupported?: string[]
  /** RFC 9728 section 4 */
  protectedResources?: string[]
}
