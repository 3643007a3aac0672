import type { ReplayCheck } from '@grantkit/jose'
import { JoseError } from '@grantkit/jose/jose-error'
import { validateLogoutToken as validate } from '@grantkit/jose/logout-token'
import type { RequestOptions } from 'grantkit'
import { checkObject, misuse, present } from 'grantkit/internal'
import { keysOf } from '../id-token/check-id-token.ts'
import { loginServerOf } from '../login/login-server.ts'
import { metadataOf } from '../login/server-metadata.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'

/** Whom the issuer signs out: a session if there is a `sid`, else all sessions of the user. */
export interface LogoutNotice {
  sub?: string
  sid?: string
  jti: string
}

/** How a logout token is checked. */
export interface LogoutTokenOptions extends Pick<RequestOptions, 'signal'> {
  /** Whether a token was seen before. @default none: a token can be replayed until it expires */
  isReplay?: ReplayCheck | undefined
}

/**
 * Whom the issuer signs out, from the form post of a back-channel logout (OIDC Back-Channel Logout section 2.5), or from
 * the token itself.
 *
 * Rejects with a `JoseError` if the token isn't valid, and with a `LoginError` if the server's metadata can't be had.
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

/** The one `logout_token` of a form post; nothing if there is none. */
async function postedToken(request: Request, limit = 1_048_576): Promise<string | undefined> {
  if (typeof request?.headers?.get !== 'function') misuse('request', 'the Request that was posted, or its logout_token')
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? '')
  if (request.method !== 'POST' || !isForm) return undefined
  const text = await readText(request, limit)
  const tokens = new URLSearchParams(text).getAll('logout_token')
  return tokens.length === 1 ? tokens[0] : undefined
}

async function readText(request: Request, limit: number): Promise<string> {
  // Firefox shows no stream of a request
  if (!request.body) return request.text()
  const reader = request.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > limit) {
      await reader.cancel()
      throw new JoseError('jwt_malformed', 'the request is larger than maxBodyBytes')
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text
}

export { keysOf }
