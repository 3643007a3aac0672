import type { IdTokenClaims, JoseError, KeySource } from '@grantkit/jose'
import type {
  AuthorizeFailure,
  AuthorizeResponse,
  AuthorizeSuccess,
  RequestOptions,
  TokenResponse,
  TokenSuccess,
  UserInfoRequest,
  UserInfoResponse,
} from 'grantkit'
import type { parseAuthorizeResponse } from 'grantkit/internal/authorize-response'
import { callbackParams } from 'grantkit/internal/callback-params'
import type { AuthorizationCodeGrant } from 'grantkit/internal/exchange-public-code'
import { present } from 'grantkit/internal/present'
import { checkSettings } from '../check-settings.ts'
import type { IdTokenCheck } from '../id-token/id-token-check.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { safeReturnTo } from '../return-to.ts'
import { isOpenId } from './is-openid.ts'
import { failedLogin, type LoginFailed, type LoginOrigin, type LoginResult, originOf } from './login-result.ts'
import type { LoginServer } from './login-server.ts'
import { isOwnState } from './login-state.ts'
import { isLoginTransaction, type LoginTransaction } from './login-transaction.ts'
import { responseMarks } from './response-marks.ts'

/** The calls that complete a login, with the settings' own options. */
export interface ResponseCalls {
  read(login: Login, parameters: URLSearchParams, expected: Expected): Promise<AuthorizeResponse | LoginFailed>
  exchange(login: Login, request: AuthorizationCodeGrant): Promise<TokenResponse>
  userInfo(login: Login, request: Pick<UserInfoRequest, 'accessToken' | 'expectedSubject'>): Promise<UserInfoResponse>
}

type Expected = Parameters<typeof parseAuthorizeResponse>[1]

/** One login whose response came. */
export interface Login {
  settings: OidcClientSettings
  transaction: LoginTransaction
  server: LoginServer
  origin: LoginOrigin
  spend: () => void
}

/** `processResponse`, with calls of its own. */
export async function processBy(
  calls: ResponseCalls,
  settings: OidcClientSettings,
  urlOrParams: string | URL | URLSearchParams,
  transaction: LoginTransaction | undefined,
  options: Pick<RequestOptions, 'signal'> = {},
  spend: () => void = () => {},
): Promise<LoginResult> {
  checkSettings(settings)
  const bound = { ...settings, ...present<RequestOptions>(options as Required<RequestOptions>) }
  const parameters = callbackParams(urlOrParams, responseMarks)
  if (!isLoginTransaction(transaction, settings)) {
    const [state, ...others] = parameters.getAll('state')
    const isOwn = !others.length && isOwnState(state, settings.issuer, settings.clientId)
    return { status: isOwn ? 'unknown' : 'foreign' }
  }
  const returnTo = safeReturnTo(transaction.returnTo, transaction.redirectUri, settings.basePath)
  const login: Login = {
    settings: bound,
    transaction,
    server: { ...transaction.server, ...settings.metadata },
    origin: originOf({ ...transaction, returnTo }),
    spend,
  }
  const isResponse = ['code', 'error', 'response'].some((name) => parameters.has(name))
  if (!isResponse) return failedLogin('invalid_response', login.origin)
  const { state } = transaction
  const { authorizationResponseIssParameterSupported } = login.server
  const expected = { state, issuer: settings.issuer, authorizationResponseIssParameterSupported }
  const response = await calls.read(login, parameters, expected)
  if ('status' in response) return response
  if (response.isError && response.code !== 'oauth_error')
    return failedLogin(response.code!, login.origin, { failure: response })
  if (transaction.expiresAt <= (settings.now ?? Date.now)()) return { status: 'expired', ...login.origin }
  return response.isError ? refused(login, response) : complete(calls, login, response)
}

/** The server's `error`: `failed` if the server itself has a problem, otherwise `denied`. */
function refused({ transaction, origin }: Login, response: AuthorizeFailure): LoginResult {
  const { error, errorDescription } = response
  if (/^(temporarily_unavailable|server_error)$/.test(error)) {
    return failedLogin('server_refused', origin, { failure: response, transient: true })
  }
  return { status: 'denied', error, ...present({ errorDescription }), silent: !!transaction.silent, ...origin }
}

async function complete(calls: ResponseCalls, login: Login, { code }: AuthorizeSuccess): Promise<LoginResult> {
  const { settings, transaction, server, origin } = login
  if (transaction.dpopKey && !settings.dpop && !settings.client) {
    const cause = new TypeError("dpop: pass the login's signer")
    return failedLogin('token_request_failed', origin, { cause })
  }
  const validation = isOpenId(transaction.scope) ? startValidation(login) : undefined
  login.spend()
  const { redirectUri, codeVerifier, resource } = transaction
  const token = await calls.exchange(login, { code, redirectUri, codeVerifier, resource })
  if (token.isError) return failedLogin('token_request_failed', origin, { failure: token })

  const claims = validation && (await validate(login, token, await validation))
  if (claims && 'status' in claims) return claims as LoginFailed
  const completed = {
    status: 'completed',
    token,
    claims: claims as IdTokenClaims | undefined,
    ...origin,
    transaction,
  } as const
  if (!settings.userInfo) return completed

  const request = {
    accessToken: token.accessToken,
    expectedSubject: completed.claims?.sub ?? (false as const),
  }
  if (!settings.client && !server.userinfoEndpoint) {
    return failedLogin('user_info_failed', origin, { cause: new Error('no userinfoEndpoint') })
  }
  const userInfo = await calls.userInfo(login, request)
  return userInfo.isError ? failedLogin('user_info_failed', origin, { failure: userInfo }) : { ...completed, userInfo }
}

interface Validation {
  checkIdToken: IdTokenCheck['checkIdToken']
  keys: KeySource
}

/** Loads the validation code and the keys during the token request. Never rejects. */
async function startValidation({ settings, server }: Login): Promise<Validation | { cause: unknown }> {
  try {
    const load = settings.loadValidation ?? (() => import('../id-token/check-id-token.ts'))
    const { checkIdToken, keysOf } = await load()
    const keys = keysOf(settings, server)
    // a failure is ignored: the keys are requested again when the token is checked
    if ('get' in keys) await keys.get({ signal: settings.signal }).catch(() => {})
    return { checkIdToken, keys }
  } catch (cause) {
    return { cause }
  }
}

async function validate(
  { settings, transaction, server, origin }: Login,
  { idToken, accessToken, headers }: TokenSuccess,
  validation: Validation | { cause: unknown },
): Promise<IdTokenClaims | LoginFailed> {
  if (!idToken) return failedLogin('id_token_missing', origin)
  if ('cause' in validation) {
    return failedLogin('module_unavailable', origin, { cause: validation.cause, transient: true })
  }
  const { nonce, expectedSubject, maxAgeSeconds, acrValues } = transaction
  const now = serverClock(settings.now, headers.date)
  try {
    const request = { idToken, accessToken, nonce, server, expectedSubject, maxAgeSeconds, acrValues }
    return await validation.checkIdToken({ ...settings, now }, request, validation.keys)
  } catch (cause) {
    const { name, code, claim, failure } = Object(cause) as JoseError
    if (cause instanceof TypeError || settings.signal?.aborted) throw cause
    // the caller's own key source may reject with anything
    if (name !== 'JoseError' || code === 'keys_unavailable') return withoutKeys(origin, cause as JoseError)
    if (code === 'claim_mismatch' && claim === 'sub' && expectedSubject)
      return failedLogin('user_mismatch', origin, { cause })
    // the token was just issued, so if it is expired or not yet valid, a clock is wrong
    const isClock = /^(expired|not_yet_valid|issued_in_future|too_old)$/.test(code) && claim !== 'auth_time'
    return failedLogin('id_token_rejected', origin, { cause, failure, message: isClock ? clockText : undefined })
  }
}

/** The issuer's keys can't be loaded. */
export function withoutKeys(origin: LoginOrigin, cause: JoseError): LoginFailed {
  return failedLogin('keys_unavailable', origin, { cause, transient: cause?.failure?.transient ?? true })
}

/** The server's time, if the response has a `Date` header: a device's clock may be wrong by hours. */
function serverClock(now: () => number = Date.now, date = ''): () => number {
  const behind = Date.parse(date) - now()
  return Math.abs(behind) > 30_000 ? () => now() + behind : now
}

const clockText = 'The clock of this device seems to be wrong. Please set it and sign in again.'
