import type { Client } from 'grantkit'

/** The methods of a client that send a request or create its URL. */
export type Method = Exclude<keyof Client, 'parseAuthorizeResponse'>

/** What a method returns: tokens, a URL or form to send the user to, or something else. */
type Outcome = 'tokens' | 'url' | 'other'

/** How the rules of a profile apply to each method. */
export const methods: Record<Method, { returns: Outcome; isRegistered?: true }> = {
  createAuthorizeUrl: { returns: 'url' },
  createEndSessionForm: { returns: 'url' },
  createEndSessionUrl: { returns: 'url' },
  // a registered client's address is known only to the caller
  deleteClient: { returns: 'other', isRegistered: true },
  getJsonWebKeySet: { returns: 'other' },
  getUserInfo: { returns: 'other' },
  introspectToken: { returns: 'other' },
  pollBackchannelAuthenticationToken: { returns: 'tokens' },
  pollDeviceToken: { returns: 'tokens' },
  pushAuthorization: { returns: 'other' },
  readClient: { returns: 'other', isRegistered: true },
  registerClient: { returns: 'other' },
  requestAuthorizationCodeToken: { returns: 'tokens' },
  requestBackchannelAuthentication: { returns: 'other' },
  requestBackchannelAuthenticationToken: { returns: 'tokens' },
  requestClientCredentialsToken: { returns: 'tokens' },
  requestDeviceAuthorization: { returns: 'other' },
  requestDeviceToken: { returns: 'tokens' },
  requestJwtBearerToken: { returns: 'tokens' },
  requestPasswordToken: { returns: 'tokens' },
  requestRefreshToken: { returns: 'tokens' },
  requestSaml2BearerToken: { returns: 'tokens' },
  requestToken: { returns: 'tokens' },
  requestTokenExchangeToken: { returns: 'tokens' },
  revokeToken: { returns: 'other' },
  updateClient: { returns: 'other', isRegistered: true },
}
