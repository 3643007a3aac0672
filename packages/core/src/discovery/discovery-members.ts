/** Addresses of the endpoints for clients with a certificate (RFC 8705 section 5). */
export interface MtlsEndpointAliases {
  tokenEndpoint?: string
  revocationEndpoint?: string
  introspectionEndpoint?: string
  deviceAuthorizationEndpoint?: string
  backchannelAuthenticationEndpoint?: string
  pushedAuthorizationRequestEndpoint?: string
  registrationEndpoint?: string
  userinfoEndpoint?: string
  /** Non-standard endpoints. */
  [endpoint: string]: string | undefined
}

/**
 * The metadata of an authorization server. Names are those of the registry of RFC 8414 section 7.1, in camelCase. Members that
 * the server left out are absent: then the standard's default applies.
 */
export interface DiscoveryMembers {
  /** The server's identifier. Compare it character by character (RFC 8414 section 2). */
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
  /** If absent: `query` and `fragment`. */
  responseModesSupported?: string[]
  /** If absent: `authorization_code` and `implicit`. */
  grantTypesSupported?: string[]
  /** If absent: `client_secret_basic`. */
  tokenEndpointAuthMethodsSupported?: string[]
  tokenEndpointAuthSigningAlgValuesSupported?: string[]
  revocationEndpointAuthMethodsSupported?: string[]
  revocationEndpointAuthSigningAlgValuesSupported?: string[]
  introspectionEndpointAuthMethodsSupported?: string[]
  introspectionEndpointAuthSigningAlgValuesSupported?: string[]
  /** PKCE methods. If absent, the server may or may not support PKCE. */
  codeChallengeMethodsSupported?: string[]
  serviceDocumentation?: string
  uiLocalesSupported?: string[]
  opPolicyUri?: string
  opTosUri?: string
  /** The metadata as a JWT. It isn't verified. */
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
  /** If absent: true. */
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
  /** Whether every authorization response contains `iss` (RFC 9207 section 3). */
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
