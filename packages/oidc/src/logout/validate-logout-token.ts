import type { ReplayCheck } from '@grantkit/jose'
import { JoseError } from '@grantkit/jose/jose-error'
import { validateLogoutToken as validate } from '@grantkit/jose/logout-token'
import type { RequestOptions } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import { present } from 'grantkit/internal/present'
import { keysOf } from '../id-token/check-id-token.ts'
import { loginServerOf } from '../login/login-server.ts'
import { metadataOf } from '../login/server-metadata.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { readForm } from '../read-form.ts'

/** What the issuer signs out: one session if there is a `sid`, else all sessions of the user. */
export interface LogoutNotice {
  sub?: string
  sid?: string
  jti: string
}

/** How to check a logout token. */
export interface LogoutTokenOptions extends Pick<RequestOptions, 'signal'> {
  /** Remembers used tokens. @default none: a token can be replayed until it expires */
  isReplay?: ReplayCheck | undefined
}

/**
 * The session or user that the issuer signs out, from the form post of a back-channel logout (OIDC Back-Channel Logout section 2.5) or from
 * the token itself.
 *
 * Rejects with a `JoseError` if the token isn't valid, and with a `LoginError` if the server's metadata can't be loaded.
 */
export async function validateLogoutToken(
  settings: OidcClientSettings,
  request: Request | string,
  options: LogoutTokenOptions = {},
  keys: typeof keysOf = keysOf,
): Promise<LogoutNotice> {
  checkObject('options', options)
  const { isReplay, signal } = options
  const logoutToken = typeof request === 'string' ? request : await postedToken(request, settings.maxBodyBytes)
  if (!logoutToken) throw new JoseError('jwt_malformed', 'there is no logout_token')
  const server = loginServerOf(await metadataOf(settings, present({ signal })))
  const { issuer, clientId, algorithms, decryptionKeys, now, clockToleranceMs } = settings
  const { claims } = await validate(
    {
      ...{ logoutToken, issuer, clientId, algorithms, decryptionKeys, isReplay },
      keys: keys(settings, server),
      metadata: server,
    },
    present({ now, clockToleranceMs, signal }),
  )
  const { sub, sid, jti } = claims
  return present<LogoutNotice>({ sub, sid, jti })
}

/** The `logout_token` of a form post; undefined unless there is exactly one. */
async function postedToken(request: Request, limit?: number): Promise<string | undefined> {
  if (typeof request?.headers?.get !== 'function') misuse('request', 'the Request that was posted, or its logout_token')
  const tokens = (await readForm(request, limit).catch(tooLarge))?.getAll('logout_token')
  return tokens?.length === 1 ? tokens[0] : undefined
}

function tooLarge(thrown: unknown): never {
  throw thrown instanceof RangeError ? new JoseError('jwt_malformed', thrown.message) : thrown
}

export { keysOf }
