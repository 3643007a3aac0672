import type { Client } from 'grantkit'

/** The methods of a client that send a request or create its URL. */
export type Method = Exclude<keyof Client, 'parseAuthorizeResponse'>

/** What a method returns: tokens, a URL or form to send the user to, something else, or something else from a registration's own address. */
type Outcome = 'tokens' | 'url' | 'other' | 'registered'

/** How the rules of a profile apply to each method. */
export const methods: Record<Method, Outcome> = {
  createAuthorizeUrl: 'url',
  createEndSessionForm: 'url',
  createEndSessionUrl: 'url',
  // a registered client's address is known only to the caller
  deleteClient: 'registered',
  getJsonWebKeySet: 'other',
  getUserInfo: 'other',
  introspectToken: 'other',
  pollBackchannelAuthenticationToken: 'tokens',
  pollDeviceToken: 'tokens',
  pushAuthorization: 'other',
  readClient: 'registered',
  registerClient: 'other',
  requestAuthorizationCodeToken: 'tokens',
  requestBackchannelAuthentication: 'other',
  requestBackchannelAuthenticationToken: 'tokens',
  requestClientCredentialsToken: 'tokens',
  requestDeviceAuthorization: 'other',
  requestDeviceToken: 'tokens',
  requestJwtBearerToken: 'tokens',
  requestPasswordToken: 'tokens',
  requestRefreshToken: 'tokens',
  requestSaml2BearerToken: 'tokens',
  requestToken: 'tokens',
  requestTokenExchangeToken: 'tokens',
  revokeToken: 'other',
  updateClient: 'registered',
}
