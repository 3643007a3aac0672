import type { KeySource } from '@grantkit/jose'
import type { RequestOptions, UserInfoRequest, UserInfoResponse } from 'grantkit'
import { createDiscoveryCache } from 'grantkit/discovery'
import { endpointUrl } from 'grantkit/internal/address'
import { getUserInfo } from 'grantkit/internal/get-user-info'
import { checkFunction, checkObject, checkSignal, misuse } from 'grantkit/internal/misuse'
import { orAbort } from 'grantkit/internal/or-abort'
import { checkSettings } from './check-settings.ts'
import type { IdTokenCheck } from './id-token/id-token-check.ts'
import type { LoginRequest } from './login/login-request.ts'
import type { LoginResult } from './login/login-result.ts'
import type { LoginServer } from './login/login-server.ts'
import type { LoginTransaction } from './login/login-transaction.ts'
import { type PreparedLogin, prepareLogin } from './login/prepare-login.ts'
import { processResponse } from './login/process-response.ts'
import { readInitiation } from './login/read-initiation.ts'
import { metadataOf } from './login/server-metadata.ts'
import { readFrontchannelLogout } from './logout/frontchannel-logout.ts'
import {
  type LogoutRequest,
  type LogoutTransaction,
  type PreparedLogout,
  prepareLogout,
} from './logout/prepare-logout.ts'
import { type LogoutResult, processLogoutResponse } from './logout/process-logout-response.ts'
import type { LogoutNotice, LogoutTokenOptions } from './logout/validate-logout-token.ts'
import type { OidcClientSettings } from './oidc-client-settings.ts'

type Signal = Pick<RequestOptions, 'signal'>

/** A request to the userinfo endpoint of the client's server. */
export type OidcUserInfoRequest = Omit<UserInfoRequest, 'address'>

/** Login and logout of one client at one issuer. */
export interface OidcClient {
  /** The URL to send the user to, and the record to keep until the callback. Rejects with a `LoginError`. */
  prepareLogin(request?: LoginRequest, options?: Signal): Promise<PreparedLogin>
  /**
   * How the login ended. Simultaneous calls for one record share one exchange; later ones are `unknown`. Aborting a
   * call ends only its wait, because the code has been used.
   */
  processResponse(
    urlOrParams: string | URL | URLSearchParams,
    transaction: LoginTransaction | undefined,
    options?: Signal,
  ): Promise<LoginResult>
  /** How to sign the user out at the server; undefined if it has no end session endpoint. Rejects with a `LoginError`. */
  prepareLogout(request?: LogoutRequest, options?: Signal): Promise<PreparedLogout | undefined>
  /** The result of a logout, from the URL at which the user came back. */
  processLogoutResponse(url: string | URL | URLSearchParams, transaction: LogoutTransaction | undefined): LogoutResult
  /** The session or user that the issuer signs out, from the form post of a back-channel logout. Rejects with a `JoseError`. */
  validateLogoutToken(request: Request | string, options?: LogoutTokenOptions): Promise<LogoutNotice>
  /** The session that the issuer ends by loading this URL; undefined if the URL is not from this issuer. */
  readFrontchannelLogout(url: string | URL): { sid: string } | undefined
  /** The login that another site starts with this URL; undefined if it does not name this issuer. */
  readInitiation(url: string | URL): LoginRequest | undefined
  /** The claims of the user from the userinfo endpoint. Rejects with a `LoginError` if the metadata can't be loaded. */
  getUserInfo(request: OidcUserInfoRequest, options?: Signal): Promise<UserInfoResponse>
  /** The settings, with the caches of metadata and keys. Not enumerable, because they may hold a secret. */
  readonly settings: Readonly<OidcClientSettings>
}

/**
 * Login and logout without a DOM, for servers, workers, extensions and native shells. Metadata and keys are cached. The
 * client keeps nothing of a login: you keep its record.
 *
 * @throws {TypeError} for a mistake in the settings, naming the field and the fix.
 *
 * @example
 * ```ts
 * const client = createOidcClient({ issuer: 'https://demo.example', clientId: 'app', redirectUri: 'https://app.example/callback' })
 * const { url, transaction } = await client.prepareLogin({ returnTo: '/orders' })
 * ```
 */
export function createOidcClient(given: OidcClientSettings): OidcClient {
  checkSettings(given)
  checkValidation(given)
  // an empty one is an unset environment variable, and would be refused only after the user has signed in
  if (given.clientSecret === '' && !given.clientCredentialStyle) misuse('clientSecret', 'a non-empty string')
  const { issuer, metadata, discovery, allowInsecureHttp } = given
  const isKnown = metadata || discovery
  // the cache would name it after its own field
  if (!isKnown) endpointUrl(issuer, allowInsecureHttp, 'issuer')
  const cached = isKnown ? {} : { discovery: createDiscoveryCache({ ...given, authority: issuer }) }
  const load = given.loadValidation ?? (() => import('./id-token/check-id-token.ts'))
  const keep = keepKeys()
  const settings: OidcClientSettings = {
    ...given,
    ...cached,
    loadValidation: async () => {
      const { checkIdToken, keysOf } = await load()
      return { checkIdToken, keysOf: keep(keysOf) }
    },
  }
  const running = new Map<string, Promise<LoginResult>>()
  const spent = new Set<string>()

  const client: Omit<OidcClient, 'settings'> = {
    prepareLogin: (request, options) => prepareLogin(settings, request, options),
    processResponse: async (urlOrParams, transaction, options = {}) => {
      checkObject('options', options)
      const { signal } = options
      checkSignal(signal)
      const state = transaction?.state
      if (typeof state !== 'string') return processResponse(settings, urlOrParams, transaction)
      const key = `${state} ${urlOrParams}`
      let result = running.get(key)
      if (!result) {
        if (spent.has(state)) return { status: 'unknown' }
        const spend = () => remember(spent, state)
        result = processResponse(settings, urlOrParams, transaction, {}, spend).finally(() => running.delete(key))
        running.set(key, result)
      }
      return orAbort(result, signal)
    },
    prepareLogout: (request, options) => prepareLogout(settings, request, options),
    processLogoutResponse: (url, transaction) => processLogoutResponse(settings, url, transaction),
    validateLogoutToken: async (request, options) => {
      const { keysOf, validateLogoutToken } = await import('./logout/validate-logout-token.ts')
      return validateLogoutToken(settings, request, options, keep(keysOf))
    },
    readFrontchannelLogout: (url) => readFrontchannelLogout(settings, url),
    readInitiation: (url) => readInitiation(settings, url),
    getUserInfo: async (request, options) => {
      const { client, dpop } = settings
      if (client) return client.getUserInfo(request, options)
      const { userinfoEndpoint } = await metadataOf(settings, options)
      const address = userinfoEndpoint ?? misuse('metadata.userinfoEndpoint', 'a URL: the server names none')
      return getUserInfo({ dpop, ...request, address }, { ...settings, ...options })
    },
  }
  return Object.defineProperty(client as OidcClient, 'settings', { value: settings })
}

/** Refuses what the validation of the ID token would refuse, after the user has signed in. */
function checkValidation(settings: OidcClientSettings): void {
  const { clockToleranceMs = 0, keys = {}, loadValidation } = settings
  if (!(clockToleranceMs >= 0)) misuse('clockToleranceMs', 'milliseconds from 0')
  checkObject('keys', keys)
  checkFunction('loadValidation', loadValidation)
  for (const name of ['algorithms', 'trustedAudiences', 'decryptionKeys'] as const) {
    if (!Array.isArray(settings[name] ?? [])) misuse(name, 'a list')
  }
}

/** The cache of keys. It is replaced if the server's `jwksUri` changes. */
function keepKeys(): (keysOf: IdTokenCheck['keysOf']) => IdTokenCheck['keysOf'] {
  let uri: string | undefined
  let keys: KeySource | undefined
  return (keysOf) => (settings, server: LoginServer) => {
    if (!keys || uri !== server.jwksUri) keys = keysOf(settings, server)
    uri = server.jwksUri
    return keys
  }
}

/** Only the last thousand are kept, so that a server's memory doesn't grow. */
function remember(states: Set<string>, state: string): void {
  states.add(state)
  if (states.size > 1000) for (const oldest of [...states].slice(0, 1)) states.delete(oldest)
}
