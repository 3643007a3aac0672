import type { budgets } from './budgets.ts'

/** What a user imports from a library to get a job done. */
export interface Job {
  /** What it is for; grantkit has a budget for each. */
  job: keyof typeof budgets
  library: string
  /** The names that are imported; left out for all there are. */
  names?: readonly string[]
}

export const jobs: readonly Job[] = [
  { job: 'PKCE + code exchange', library: 'grantkit', names: ['createPkce', 'requestAuthorizationCodeToken'] },
  {
    job: 'PKCE + code exchange',
    library: '@badgateway/oauth2-client',
    names: ['OAuth2Client', 'generateCodeVerifier'],
  },
  {
    job: 'PKCE + code exchange',
    library: 'oauth4webapi',
    names: [
      'None',
      'generateRandomCodeVerifier',
      'calculatePKCECodeChallenge',
      // the request takes nothing but what this has checked
      'validateAuthResponse',
      'authorizationCodeGrantRequest',
      'processAuthorizationCodeResponse',
    ],
  },
  {
    job: 'PKCE + code exchange',
    library: 'openid-client',
    names: ['Configuration', 'None', 'randomPKCECodeVerifier', 'calculatePKCECodeChallenge', 'authorizationCodeGrant'],
  },
  {
    job: 'six functions + createTokenClient',
    library: 'grantkit',
    names: [
      'createTokenClient',
      'requestToken',
      'requestClientCredentialsToken',
      'requestPasswordToken',
      'requestAuthorizationCodeToken',
      'requestRefreshToken',
      'requestDeviceToken',
    ],
  },
  { job: 'everything', library: 'grantkit' },
  { job: 'everything', library: '@badgateway/oauth2-client' },
  { job: 'everything', library: 'oauth4webapi' },
  { job: 'everything', library: 'openid-client' },
]
