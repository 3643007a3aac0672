export {
  type AuthorizeRequestCode,
  type AuthorizeRequestFailure,
  type AuthorizeRequestOptions,
  type AuthorizeRequestResult,
  type AuthorizeRequestSuccess,
  authorizeRequest,
} from './authorize-request.ts'
export type { Profile, ProfileClientSettings } from './client/client-settings.ts'
export { createClient } from './client/create-client.ts'
export { type ClientAssertionRequest, createClientAssertion } from './create-client-assertion.ts'
export { createDPoP, type DPoP, type DPoPSettings } from './create-dpop.ts'
export { createRequestObject, type RequestObjectRequest } from './create-request-object.ts'
export type { Decryption, DecryptionKey } from './decryption.ts'
export type { DPoPKeyPair, DPoPKeyStore } from './dpop-key-store.ts'
export { getUserInfoAsJwt, type UserInfoAsJwtRequest } from './get-user-info-as-jwt.ts'
export type { IdTokenClaims } from './id-token-claims.ts'
export type { PresentedProof } from './internal/confirmation.ts'
export type { RequestEncryption } from './internal/encrypt-for.ts'
export type { JwtHeader } from './internal/jwt-header.ts'
export type { ValidationOptions } from './internal/options.ts'
export { type IntrospectTokenAsJwtRequest, introspectTokenAsJwt } from './introspect-token-as-jwt.ts'
export { JoseError, type JoseErrorCode, type JoseErrorDetails, type ServerLack } from './jose-error.ts'
export type { KeySource, PublicKeySource } from './key-source.ts'
export { type JarmExpectation, type JarmFailure, type JarmResponse, parseJarmResponse } from './parse-jarm-response.ts'
export type { ReplayCheck, TokenUse } from './replay-check.ts'
export type { ExternalSigner, SigningKey } from './signing-key.ts'
export type { Trust } from './trust.ts'
export {
  type DPoPProofClaims,
  type ValidateDPoPProofRequest,
  type ValidatedDPoPProof,
  validateDPoPProof,
} from './validate-dpop-proof.ts'
export {
  type IdTokenExpectation,
  type ValidatedIdToken,
  type ValidateIdTokenRequest,
  validateIdToken,
} from './validate-id-token.ts'
export * from './validate-jwt-access-token.ts'
export * from './validate-logout-token.ts'
export { type ValidateSignedMetadataRequest, validateSignedMetadata } from './validate-signed-metadata.ts'
