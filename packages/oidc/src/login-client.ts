import type { Client } from 'grantkit'

/** The methods of a client that a login needs: those of `createClient`, of core or of jose. */
export type LoginClient = Pick<
  Client,
  | 'createAuthorizeUrl'
  | 'pushAuthorization'
  | 'requestAuthorizationCodeToken'
  | 'parseAuthorizeResponse'
  | 'getUserInfo'
>
