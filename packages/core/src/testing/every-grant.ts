import {
  type RequestOptions,
  requestAuthorizationCodeToken,
  requestBackchannelAuthenticationToken,
  requestClientCredentialsToken,
  requestDeviceToken,
  requestJwtBearerToken,
  requestPasswordToken,
  requestRefreshToken,
  requestSaml2BearerToken,
  requestToken,
  requestTokenExchangeToken,
  type TokenResponse,
} from '../index.ts'

/** A function of the token endpoint that takes any object. */
export type Ask = (request: object, options?: RequestOptions) => Promise<TokenResponse>

export interface Grant {
  name: string
  ask: Ask
  grantType: string
  /** Required members: the member's name and the parameter's name. */
  required: Record<string, string>
  /** Optional members that are a string. */
  optional: Record<string, string>
  /** Optional members that are a string or a list. */
  lists: Record<string, string>
}

/** The functions of the token endpoint. */
export const everyGrant: Grant[] = [
  {
    name: 'requestToken',
    ask: requestToken as Ask,
    grantType: 'urn:example:delegation',
    required: { grantType: 'grant_type' },
    optional: {},
    lists: {},
  },
  {
    name: 'requestClientCredentialsToken',
    ask: requestClientCredentialsToken as Ask,
    grantType: 'client_credentials',
    required: {},
    optional: {},
    lists: { scope: 'scope', resource: 'resource' },
  },
  {
    name: 'requestPasswordToken',
    ask: requestPasswordToken as Ask,
    grantType: 'password',
    required: { username: 'username', password: 'password' },
    optional: {},
    lists: { scope: 'scope', resource: 'resource' },
  },
  {
    name: 'requestAuthorizationCodeToken',
    ask: requestAuthorizationCodeToken as Ask,
    grantType: 'authorization_code',
    required: { code: 'code', redirectUri: 'redirect_uri' },
    optional: { codeVerifier: 'code_verifier' },
    lists: { resource: 'resource' },
  },
  {
    name: 'requestRefreshToken',
    ask: requestRefreshToken as Ask,
    grantType: 'refresh_token',
    required: { refreshToken: 'refresh_token' },
    optional: {},
    lists: { scope: 'scope', resource: 'resource' },
  },
  {
    name: 'requestDeviceToken',
    ask: requestDeviceToken as Ask,
    grantType: 'urn:ietf:params:oauth:grant-type:device_code',
    required: { deviceCode: 'device_code' },
    optional: {},
    lists: {},
  },
  {
    name: 'requestTokenExchangeToken',
    ask: requestTokenExchangeToken as Ask,
    grantType: 'urn:ietf:params:oauth:grant-type:token-exchange',
    required: { subjectToken: 'subject_token', subjectTokenType: 'subject_token_type' },
    optional: {
      requestedTokenType: 'requested_token_type',
      actorToken: 'actor_token',
      actorTokenType: 'actor_token_type',
    },
    lists: { scope: 'scope', resource: 'resource', audience: 'audience' },
  },
  {
    name: 'requestBackchannelAuthenticationToken',
    ask: requestBackchannelAuthenticationToken as Ask,
    grantType: 'urn:openid:params:grant-type:ciba',
    required: { authenticationRequestId: 'auth_req_id' },
    optional: {},
    lists: { resource: 'resource' },
  },
  {
    name: 'requestJwtBearerToken',
    ask: requestJwtBearerToken as Ask,
    grantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    required: { assertion: 'assertion' },
    optional: {},
    lists: { scope: 'scope' },
  },
  {
    name: 'requestSaml2BearerToken',
    ask: requestSaml2BearerToken as Ask,
    grantType: 'urn:ietf:params:oauth:grant-type:saml2-bearer',
    required: { assertion: 'assertion' },
    optional: {},
    lists: { scope: 'scope' },
  },
]

/** The minimum request of a function: its required members, each with a value that names the member. */
export function least({ required, grantType }: Grant): Record<string, string> {
  const members = Object.keys(required).map((field) => [field, field === 'grantType' ? grantType : `the-${field}`])
  return { address: 'https://as.example/token', ...Object.fromEntries(members) }
}
