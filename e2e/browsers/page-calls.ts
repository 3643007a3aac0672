/** The server and the login of a user, for calls in the page. */
export interface PageCall {
  name: string
  at: Record<
    | 'issuer'
    | 'api'
    | 'tokenEndpoint'
    | 'pushedAuthorizationRequestEndpoint'
    | 'deviceAuthorizationEndpoint'
    | 'revocationEndpoint'
    | 'introspectionEndpoint'
    | 'registrationEndpoint'
    | 'userInfoEndpoint'
    | 'jwksUri',
    string
  >
  accessToken: string
  redirectUri: string
}

/** Makes the call `name`. It runs in the page, so it can use only its arguments and the global. */
export async function callFromPage({ name, at, accessToken, redirectUri }: PageCall): Promise<PageAnswer> {
  const { grantkit } = globalThis as unknown as { grantkit: typeof import('grantkit') }
  const token = { address: at.tokenEndpoint, grantType: 'client_credentials' }
  const refresh = { address: at.tokenEndpoint, clientId: 'spa', refreshToken: 'made-up' }
  const machine = { clientId: 'machine', clientSecret: 'machine-secret-value' }
  const machinePost = {
    ...{ clientId: 'machine-post', clientSecret: 'machine-post-secret-value' },
    clientCredentialStyle: 'body' as const,
  }
  const calls = {
    token: () => grantkit.requestRefreshToken(refresh),
    'pushed authorization': async () => {
      const { codeChallenge } = await grantkit.createPkce()
      const request = { clientId: 'spa', redirectUri, scope: 'openid', codeChallenge }
      return grantkit.pushAuthorization({ address: at.pushedAuthorizationRequestEndpoint, ...request })
    },
    'device authorization': () =>
      grantkit.requestDeviceAuthorization({ address: at.deviceAuthorizationEndpoint, clientId: 'device' }),
    revocation: () => grantkit.revokeToken({ address: at.revocationEndpoint, clientId: 'spa', token: 'made-up' }),
    discovery: () => grantkit.getDiscoveryDocument({ authority: at.issuer }),
    keys: () => grantkit.getJsonWebKeySet({ address: at.jwksUri }),
    'resource metadata': () => grantkit.getProtectedResourceMetadata({ resource: at.api }),
    'token with the secret in the body': () => grantkit.requestToken({ ...token, ...machinePost }),
    'introspection with the secret in the body': () =>
      grantkit.introspectToken({ address: at.introspectionEndpoint, ...machinePost, token: 'made-up' }),
    'token with the secret in the header': () => grantkit.requestToken({ ...token, ...machine }),
    'token with a DPoP proof': () =>
      grantkit.requestRefreshToken({ ...refresh, dpop: { createProof: async () => 'made-up' } }),
    'token with a header of the caller': () =>
      grantkit.requestRefreshToken({ ...refresh, headers: { 'x-request-id': '1' } }),
    userinfo: () => grantkit.getUserInfo({ address: at.userInfoEndpoint, accessToken, expectedSubject: 'alice' }),
    registration: () =>
      grantkit.registerClient({ address: at.registrationEndpoint, metadata: { redirect_uris: [redirectUri] } }),
  }
  const response = await calls[name as keyof typeof calls]()
  return response.isError
    ? { error: response.error, code: response.code, errorDescription: response.errorDescription ?? '' }
    : { httpStatus: response.httpStatus }
}

/** The result of a call. */
export type PageAnswer = { httpStatus: number } | { error: string; code: string; errorDescription: string }
