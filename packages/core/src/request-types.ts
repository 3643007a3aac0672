// The types that every part of the public API uses: requests, request options and responses.
export type { AddressedRequest } from './internal/call-to.ts'
export type {
  ClientAssertion,
  ClientAssertionFactory,
  ClientAuthentication,
  ClientAuthenticator,
  ClientProof,
} from './internal/client-authentication.ts'
export type { DPoPProofInput, DPoPSigner } from './internal/dpop.ts'
export type { RequestParameters } from './internal/form.ts'
export type { RequestHeaders } from './internal/headers.ts'
export type { Fetch, RequestOptions } from './internal/options.ts'
export type { EndpointRequest } from './internal/post-client-form.ts'
export type { ErrorType, Failure, FailureCode, Quirk, ResponseMembers, SuccessMembers } from './internal/response.ts'
