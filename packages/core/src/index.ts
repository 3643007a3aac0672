export type { AuthorizeParameters } from './authorization/authorize-form.ts'
export {
  type AuthorizeExpectation,
  type AuthorizeFailure,
  type AuthorizeFailureCode,
  type AuthorizeResponse,
  type AuthorizeSuccess,
  parseAuthorizeResponse,
} from './authorization/authorize-response.ts'
export { type AuthorizeRequest, createAuthorizeUrl } from './authorization/authorize-url.ts'
export { createEndSessionUrl, type EndSessionRequest } from './authorization/end-session-url.ts'
export { createCodeChallenge, createCodeVerifier, createPkce, type Pkce } from './authorization/pkce.ts'
export { createNonce, createState } from './authorization/state.ts'
export {
  type Client,
  type ClientDefaults,
  type ClientSettings,
  createClient,
  type ServerSettings,
} from './client/client.ts'
export type { Cached, CacheRead, CacheSettings, Stale } from './discovery/cache.ts'
export { createDiscoveryCache, type DiscoveryCache, type DiscoveryCacheSettings } from './discovery/discovery-cache.ts'
export type { DiscoveryMembers, MtlsEndpointAliases } from './discovery/discovery-members.ts'
export type { DiscoveryPolicy, IssuerPolicy } from './discovery/discovery-policy.ts'
export {
  type DiscoveryDocument,
  type DiscoveryRequest,
  type DiscoveryResponse,
  getDiscoveryDocument,
} from './discovery/get-discovery-document.ts'
export * from './discovery/get-json-web-key-set.ts'
export type { JsonWebKeySetMembers, PublicKey } from './discovery/json-web-key-set.ts'
export { createKeyCache, type KeyCache, type KeyCacheSettings } from './discovery/key-cache.ts'
export * from './endpoints/endpoints.ts'
export type { AddressedRequest } from './internal/call-to.ts'
export type {
  ClientAssertion,
  ClientAssertionFactory,
  ClientAuthentication,
} from './internal/client-authentication.ts'
export type { DPoPProofInput, DPoPSigner } from './internal/dpop.ts'
export type { RequestParameters } from './internal/form.ts'
export type { RequestHeaders } from './internal/headers.ts'
export type { Fetch, RequestOptions } from './internal/options.ts'
export type { EndpointRequest } from './internal/post-form.ts'
export type { ErrorType, Failure, FailureCode, Quirk, ResponseMembers, SuccessMembers } from './internal/response.ts'
export { type Challenge, parseWwwAuthenticate } from './internal/www-authenticate.ts'
export type { Clock } from './polling/clock.ts'
export type { PollOptions, PollProgress, PollSchedule } from './polling/poll.ts'
export {
  type PollBackchannelAuthenticationTokenRequest,
  pollBackchannelAuthenticationToken,
} from './polling/poll-backchannel-authentication-token.ts'
export { type PollDeviceTokenRequest, pollDeviceToken } from './polling/poll-device-token.ts'
export * from './token/grants.ts'
export { orThrow, TokenRequestError } from './token/or-throw.ts'
export { createTokenClient, type TokenClient, type TokenClientDefaults } from './token/token-client.ts'
export type { TokenFailure, TokenMembers, TokenResponse, TokenSuccess } from './token/token-response.ts'
export { type NoRefreshToken, whyNoRefreshToken } from './token/why-no-refresh-token.ts'
