export {
  type AuthorizationCodeTokenRequest,
  requestAuthorizationCodeToken,
} from './request-authorization-code-token.ts'
export {
  type BackchannelAuthenticationTokenRequest,
  requestBackchannelAuthenticationToken,
} from './request-backchannel-authentication-token.ts'
export {
  type ClientCredentialsTokenRequest,
  requestClientCredentialsToken,
} from './request-client-credentials-token.ts'
export { type DeviceTokenRequest, requestDeviceToken } from './request-device-token.ts'
export { type JwtBearerTokenRequest, requestJwtBearerToken } from './request-jwt-bearer-token.ts'
export { type PasswordTokenRequest, requestPasswordToken } from './request-password-token.ts'
export { type RefreshTokenRequest, requestRefreshToken } from './request-refresh-token.ts'
export { requestSaml2BearerToken, type Saml2BearerTokenRequest } from './request-saml2-bearer-token.ts'
export { requestToken, type TokenRequest } from './request-token.ts'
export { requestTokenExchangeToken, type TokenExchangeTokenRequest } from './request-token-exchange-token.ts'
