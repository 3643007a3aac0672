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
export type {
  ClientAssertion,
  ClientAssertionFactory,
  ClientAuthentication,
} from './internal/client-authentication.ts'
export type { DPoPSigner } from './internal/dpop.ts'
export type { RequestParameters } from './internal/form.ts'
export type { RequestHeaders } from './internal/headers.ts'
export type { Fetch, RequestOptions } from './internal/options.ts'
export type { EndpointRequest } from './internal/post-form.ts'
export type { ErrorType, Failure, FailureCode, Quirk, ResponseMembers, SuccessMembers } from './internal/response.ts'
export * from './token/grants.ts'
export { orThrow, TokenRequestError } from './token/or-throw.ts'
export { createTokenClient, type TokenClient, type TokenClientDefaults } from './token/token-client.ts'
export type { TokenFailure, TokenMembers, TokenResponse, TokenSuccess } from './token/token-response.ts'
