import type { Client } from 'grantkit'

/** The methods of a client that send a request or create its URL. */
export type Method = Exclude<keyof Client, 'parseAuthorizeResponse'>

/** What a method returns: tokens, a URL or form to send the user to, or something else. */
type Outcome = 'tokens' | 'url' | 'other'

/** How the rules of a profile apply to each method. */
export const methods: Record<Method, { brings: Outcome; isRegistered?: true }> = {
  createAuthorizeUrl: { brings: 'url' },
  createEndSessionForm: { brings: 'url' },
  createEndSessionUrl: { brings: 'url' },
  // a registered client's address is known only to the caller
  deleteClient: { brings: 'other', isRegistered: true },
  getJsonWebKeySet: { brings: 'other' },
  getUserInfo: { brings: 'other' },
  introspectToken: { brings: 'other' },
  pollBackchannelAuthenticationToken: { brings: 'tokens' },
  pollDeviceToken: { brings: 'tokens' },
  pushAuthorization: { brings: 'other' },
  readClient: { brings: 'other', isRegistered: true },
  registerClient: { brings: 'other' },
  requestAuthorizationCodeToken: { brings: 'tokens' },
  requestBackchannelAuthentication: { brings: 'other' },
  requestBackchannelAuthenticationToken: { brings: 'tokens' },
  requestClientCredentialsToken: { brings: 'tokens' },
  requestDeviceAuthorization: { brings: 'other' },
  requestDeviceToken: { brings: 'tokens' },
  requestJwtBearerToken: { brings: 'tokens' },
  requestPasswordToken: { brings: 'tokens' },
  requestRefreshToken: { brings: 'tokens' },
  requestSaml2BearerToken: { brings: 'tokens' },
  requestToken: { brings: 'tokens' },
  requestTokenExchangeToken: { brings: 'tokens' },
  revokeToken: { brings: 'other' },
  updateClient: { brings: 'other', isRegistered: true },
}
