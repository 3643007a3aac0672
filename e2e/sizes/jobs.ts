import type { budgets } from './budgets.ts'
import type { Imports } from './measure.ts'

/** The imports from a library for a job. */
export interface Job {
  /** The name of the job. grantkit has a budget for each. */
  job: keyof typeof budgets
  library: string
  imports: Imports
}

/** Whether it is a job with grantkit, which must stay within its budget. */
export const isOurs = ({ library }: Job): boolean => /^(@grantkit\/|grantkit$)/.test(library)

/** All of one library. */
const all = (job: Job['job'], library: string): Job => ({ job, library, imports: { [library]: '*' } })

/** Some names of one library. */
const some = (job: Job['job'], library: string, ...names: string[]): Job => ({
  job,
  library,
  imports: { [library]: names },
})

export const jobs: readonly Job[] = [
  some('PKCE + code exchange', 'grantkit', 'createPkce', 'requestAuthorizationCodeToken'),
  some('PKCE + code exchange', '@badgateway/oauth2-client', 'OAuth2Client', 'generateCodeVerifier'),
  some(
    'PKCE + code exchange',
    'oauth4webapi',
    'None',
    'generateRandomCodeVerifier',
    'calculatePKCECodeChallenge',
    // its token request accepts only a callback that this function has checked
    'validateAuthResponse',
    'authorizationCodeGrantRequest',
    'processAuthorizationCodeResponse',
  ),
  some(
    'PKCE + code exchange',
    'openid-client',
    'Configuration',
    'None',
    'randomPKCECodeVerifier',
    'calculatePKCECodeChallenge',
    'authorizationCodeGrant',
  ),
  some(
    'six functions + createTokenClient',
    'grantkit',
    'createTokenClient',
    'requestToken',
    'requestClientCredentialsToken',
    'requestPasswordToken',
    'requestAuthorizationCodeToken',
    'requestRefreshToken',
    'requestDeviceToken',
  ),
  all('everything', 'grantkit'),
  all('everything', '@badgateway/oauth2-client'),
  all('everything', 'oauth4webapi'),
  all('everything', 'openid-client'),
  some('DPoP', '@grantkit/jose/dpop', 'createDPoP'),
  some('DPoP', 'oauth4webapi', 'DPoP', 'generateKeyPair', 'isDPoPNonceError'),
  // the part of it that is the jose library
  some(
    'DPoP',
    'jose',
    'CompactSign',
    'exportJWK',
    'calculateJwkThumbprint',
    'generateKeyPair',
    'importJWK',
    'base64url',
  ),
  some('a client assertion', '@grantkit/jose/client-assertion', 'createClientAssertion'),
  some('a client assertion', 'oauth4webapi', 'PrivateKeyJwt', 'ClientSecretJwt'),
  some('an ID token', '@grantkit/jose/id-token', 'validateIdToken'),
  // it needs the complete token response, and requests the keys itself
  some(
    'an ID token',
    'oauth4webapi',
    'processAuthorizationCodeResponse',
    'validateApplicationLevelSignature',
    'getValidatedIdTokenClaims',
  ),
  some('an ID token', 'jose', 'compactVerify', 'compactDecrypt', 'importJWK', 'base64url'),
  all('everything signed and encrypted', '@grantkit/jose'),
  some(
    'everything signed and encrypted',
    'oauth4webapi',
    'DPoP',
    'generateKeyPair',
    'isDPoPNonceError',
    'PrivateKeyJwt',
    'ClientSecretJwt',
    'issueRequestObject',
    'processAuthorizationCodeResponse',
    'processRefreshTokenResponse',
    'validateApplicationLevelSignature',
    'getValidatedIdTokenClaims',
    'validateJwtAuthResponse',
    'validateJwtAccessToken',
    'userInfoRequest',
    'processUserInfoResponse',
    'introspectionRequest',
    'processIntrospectionResponse',
    // it doesn't decrypt itself: jweDecrypt needs a function, such as jose's
    'jweDecrypt',
  ),
  all('everything signed and encrypted', 'jose'),
  some('a sign-in click', '@grantkit/oidc/prepare-login', 'prepareLogin'),
  some('a login callback', '@grantkit/oidc/process-response', 'processResponse'),
  some('a web app on a server', '@grantkit/oidc/web-login', 'createWebLogin'),
  some("a user's tokens", '@grantkit/tokens', 'createUserTokens'),
  some("a user's tokens", '@badgateway/oauth2-client', 'OAuth2Client', 'OAuth2Fetch'),
  some('client credentials + fetch', '@grantkit/tokens', 'createClientCredentialsTokens', 'createTokenFetch'),
  some('client credentials + fetch', '@badgateway/oauth2-client', 'OAuth2Client', 'OAuth2Fetch'),
  all('everything of tokens', '@grantkit/tokens'),
  {
    job: 'client credentials + ky',
    library: '@grantkit/ky',
    imports: { '@grantkit/ky': ['withTokens'], '@grantkit/tokens': ['createClientCredentialsTokens'], ky: ['default'] },
  },
  some('client credentials + ky', 'ky', 'default'),
  all('everything of ky', '@grantkit/ky'),
]
