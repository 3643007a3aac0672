// Authorization and logout requests, which go through the user's browser, and their responses.
export type * from '../request-types.ts'
export type { AnyAuthorizationDetail, AuthorizationDetail, AuthorizationDetailTypes } from './authorization-details.ts'
export type { AuthorizeParameters } from './authorize-form.ts'
export {
  type AuthorizeExpectation,
  type AuthorizeFailure,
  type AuthorizeFailureCode,
  type AuthorizeResponse,
  type AuthorizeSuccess,
  parseAuthorizeResponse,
} from './authorize-response.ts'
export { type AuthorizeRequest, createAuthorizeUrl } from './authorize-url.ts'
export {
  createEndSessionForm,
  createEndSessionUrl,
  type EndSessionForm,
  type EndSessionRequest,
} from './end-session-url.ts'
export { createCodeChallenge, createCodeVerifier, createPkce, type Pkce } from './pkce.ts'
export { createNonce, createState } from './state.ts'
