// One function for each endpoint other than the token endpoint.
export { type Challenge, parseWwwAuthenticate } from '../internal/www-authenticate.ts'
export type * from '../request-types.ts'
export type {
  ClientInformationMembers,
  ClientInformationResponse,
  ClientInformationSuccess,
  ClientMetadata,
} from './client-information.ts'
export { type DeleteClientResponse, type DeleteClientSuccess, deleteClient } from './delete-client.ts'
export {
  getProtectedResourceMetadata,
  type ProtectedResourceMetadataMembers,
  type ProtectedResourceMetadataRequest,
  type ProtectedResourceMetadataResponse,
  type ProtectedResourceMetadataSuccess,
} from './get-protected-resource-metadata.ts'
export { getUserInfo, type UserInfoRequest, type UserInfoResponse, type UserInfoSuccess } from './get-user-info.ts'
export {
  type IntrospectionMembers,
  type IntrospectTokenRequest,
  type IntrospectTokenResponse,
  type IntrospectTokenSuccess,
  introspectToken,
} from './introspect-token.ts'
export {
  type PushAuthorizationRequest,
  type PushAuthorizationResponse,
  type PushAuthorizationSuccess,
  pushAuthorization,
} from './push-authorization.ts'
export { type ReadClientRequest, readClient } from './read-client.ts'
export { type RegisterClientRequest, registerClient } from './register-client.ts'
export {
  type BackchannelAuthenticationRequest,
  type BackchannelAuthenticationResponse,
  type BackchannelAuthenticationSuccess,
  requestBackchannelAuthentication,
} from './request-backchannel-authentication.ts'
export {
  type DeviceAuthorizationMembers,
  type DeviceAuthorizationRequest,
  type DeviceAuthorizationResponse,
  type DeviceAuthorizationSuccess,
  requestDeviceAuthorization,
} from './request-device-authorization.ts'
export {
  type RevokeTokenRequest,
  type RevokeTokenResponse,
  type RevokeTokenSuccess,
  revokeToken,
} from './revoke-token.ts'
export { type UpdateClientRequest, updateClient } from './update-client.ts'
