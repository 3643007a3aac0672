import type { IdTokenClaims, JoseError, KeySource } from '@grantkit/jose'
import type {
  AuthorizeFailure,
  AuthorizeResponse,
  AuthorizeSuccess,
  RequestOptions,
  TokenResponse,
  TokenSuccess,
} from 'grantkit'
import { parseAuthorizeResponse } from 'grantkit/internal/authorize-response'
import { getUserInfo } from 'grantkit/internal/get-user-info'
import { misuse } from 'grantkit/internal/misuse'
import { present } from 'grantkit/internal/present'
import { requestAuthorizationCodeToken } from 'grantkit/internal/request-authorization-code-token'
import { checkSettings } from '../check-settings.ts'
import type { IdTokenCheck } from '../id-token/id-token-check.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { safeReturnTo } from '../return-to.ts'
import { credentialsOf } from './client-credentials.ts'
import { isOpenId } from './is-openid.ts'
import { failedLogin, type LoginFailed, type LoginOrigin, type LoginResult, originOf } from './login-result.ts'
import type { LoginServer } from './login-server.ts'
import { isOwnState } from './login-state.ts'
import { isLoginTransaction, type LoginTransaction } from './login-transaction.ts'
import { isResponse, responseParameters } from './response-parameters.ts'

export type { LoginFailureCode } from './login-error.ts'
export type { LoginCompleted, LoginDenied, LoginFailed, LoginOrigin, LoginResult } from './login-result.ts'

/**
 * The result of the login that this response belongs to. First the response is compared with the record: shape, duplicated
 * parameters, `iss`, `state`, age. Only then is the server's `error` read, or the code sent, once. The ID
 * token is always validated in full.
 *
 * Without a record, or with one that can't be used, the result is `unknown` or `foreign`. Rejects only with a `TypeError`
 * for a mistake in the arguments and with the signal's reason.
 */
export async function processResponse(
  settings: OidcClientSettings,
  urlOrParams: string | URL | URLSearchParams,
  transaction: LoginTransaction | undefined,
  options: Pick<RequestOptions, 'signal'> = {},
  /** Called before the code is sent: from then on the code counts as used, even if the request fails. */
  spend: () => void = () => {},
): Promise<LoginResult> {
  checkSettings(settings)
  const bound = { ...settings, ...present<RequestOptions>(options as Required<RequestOptions>) }
  const parameters = parametersOf(urlOrParams)
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
  if (!isResponse(parameters)) return failedLogin('invalid_response', login.origin)
  const response = await readResponse(login, parameters)
  if ('status' in response) return response
  if (response.isError && response.code !== 'oauth_error')
    return failedLogin(response.code!, login.origin, { failure: response })
  if (transaction.expiresAt <= (settings.now ?? Date.now)()) return { status: 'expired', ...login.origin }
  return response.isError ? refused(login, response) : complete(login, response)
}

interface Login {
  settings: OidcClientSettings
  transaction: LoginTransaction
  server: LoginServer
  origin: LoginOrigin
  spend: () => void
}

function parametersOf(urlOrParams: string | URL | URLSearchParams): URLSearchParams {
  try {
    return responseParameters(urlOrParams)
  } catch {
    return misuse('urlOrParams', "the callback's URL, or its parameters")
  }
}

async function readResponse(
  { settings, transaction, server, origin }: Login,
  parameters: URLSearchParams,
): Promise<AuthorizeResponse | LoginFailed> {
  const { client, issuer } = settings
  const { authorizationResponseIssParameterSupported } = server
  const expected = { state: transaction.state, issuer, ...present({ authorizationResponseIssParameterSupported }) }
  if (!client) return parseAuthorizeResponse(parameters, expected)
  try {
    const response = await client.parseAuthorizeResponse(parameters, expected)
    const { exception } = response as { exception?: JoseError }
    return exception?.code === 'keys_unavailable' ? withoutKeys(origin, exception) : response
  } catch (cause) {
    if (!/^(TokenRequest|Jose)Error$/.test(Object(cause).name)) throw cause
    return failedLogin('discovery_failed', origin, { cause, transient: Boolean(Object(cause).transient) })
  }
}

/** The server's `error`: `failed` if the server itself has a problem, otherwise `denied`. */
function refused({ transaction, origin }: Login, response: AuthorizeFailure): LoginResult {
  const { error, errorDescription } = response
  if (/^(temporarily_unavailable|server_error)$/.test(error)) {
    return failedLogin('server_refused', origin, { failure: response, transient: true })
  }
  return { status: 'denied', error, ...present({ errorDescription }), silent: !!transaction.silent, ...origin }
}

async function complete(login: Login, { code }: AuthorizeSuccess): Promise<LoginResult> {
  const { settings, transaction, server, origin } = login
  if (transaction.dpopKey && !settings.dpop && !settings.client) {
    const cause = new TypeError("dpop: pass the login's signer")
    return failedLogin('token_request_failed', origin, { cause })
  }
  const validation = isOpenId(transaction.scope) ? startValidation(login) : undefined
  login.spend()
  const token = await exchange(login, code)
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
  const { client, dpop, signal } = settings
  const { userinfoEndpoint: address } = server
  if (!client && !address) {
    return failedLogin('user_info_failed', origin, { cause: new Error('no userinfoEndpoint') })
  }
  const userInfo = client
    ? await client.getUserInfo(request, { signal })
    : await getUserInfo({ ...request, dpop, address: address! }, settings)
  return userInfo.isError ? failedLogin('user_info_failed', origin, { failure: userInfo }) : { ...completed, userInfo }
}

function exchange({ settings, transaction, server }: Login, code: string): Promise<TokenResponse> {
  const { client, dpop, signal } = settings
  const { redirectUri, codeVerifier, resource } = transaction
  const request = { code, redirectUri, codeVerifier, resource }
  return client
    ? client.requestAuthorizationCodeToken(request, { signal })
    : requestAuthorizationCodeToken(
        { ...request, dpop, ...credentialsOf(settings, server), address: server.tokenEndpoint! },
        settings,
      )
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
    return failedLogin('id_token_rejected', origin, {
      cause,
      ...(isClock && { message: clockText }),
      ...present({ failure }),
    })
  }
}

function withoutKeys(origin: LoginOrigin, cause: JoseError): LoginFailed {
  return failedLogin('keys_unavailable', origin, { cause, transient: cause?.failure?.transient ?? true })
}

/** The server's time, if the response has a `Date` header: a device's clock may be wrong by hours. */
function serverClock(now: () => number = Date.now, date = ''): () => number {
  const behind = Date.parse(date) - now()
  return Math.abs(behind) > 30_000 ? () => now() + behind : now
}

const clockText = 'The clock of this device seems to be wrong. Please set it and sign in again.'
