import type { TokenClient, TokenResponse } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import { requestTokenExchangeToken } from 'grantkit/token'
import { type DisposableSource, disposable } from './disposable-source.ts'
import type { Attempt } from './grant.ts'
import { createGrantSource } from './grant-source.ts'
import { requestByGrant } from './request-by-grant.ts'
import { sessionEnded } from './session-ended.ts'
import { policyOf, type SourceSettings } from './source-settings.ts'
import type { AccessToken, GetAccessTokenOptions, TokenSource } from './token-source.ts'

/** The settings of `createExchangedTokens`. */
export interface ExchangedTokensSettings extends SourceSettings<Pick<TokenClient, 'requestTokenExchangeToken'>> {
  /** @default 'urn:ietf:params:oauth:token-type:access_token' */
  subjectTokenType?: string
  /** The requested token type, as a URN. */
  requestedTokenType?: string
  /** The source of the actor's token (RFC 8693 section 2.1). */
  actor?: TokenSource
  /** The actor's name in the store; required with a `store` and an `actor`. */
  actorKey?: string
  /** @default 'urn:ietf:params:oauth:token-type:access_token' */
  actorTokenType?: string
  /** The subject's name in the store; required with a `store`. */
  key?: string
}

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'

/**
 * A source that exchanges the tokens of another source (RFC 8693 section 2.1). It caches and refreshes them as
 * `createClientCredentialsTokens` does. The subject's token is requested only when an exchange is due. A refresh of it keeps
 * the exchanged token; another login or the end of the session doesn't. Each token's `sessionId` names the login that
 * it belongs to. If the login changes during the exchange, the result is discarded and the call rejects with `session_ended`.
 *
 * @throws {TypeError} for a mistake in the settings.
 */
export function createExchangedTokens(source: TokenSource, settings: ExchangedTokensSettings): DisposableSource {
  if (typeof source?.getAccessToken !== 'function') misuse('source', 'a TokenSource')
  const {
    subjectTokenType = accessTokenType,
    requestedTokenType,
    actor,
    actorKey,
    actorTokenType = accessTokenType,
    ...settled
  } = policyOf(settings)
  if (settled.store && !settled.key) misuse('key', "a name for whose token the subject's is, where there is a store")
  if (settled.store && actor && !actorKey)
    misuse('actorKey', "a name for whose token the actor's is, where there is a store")
  if (actor != null && typeof actor.getAccessToken !== 'function') misuse('actor', 'a TokenSource')
  const verb = settled.client?.requestTokenExchangeToken ?? requestTokenExchangeToken
  const others = [requestedTokenType ?? '', subjectTokenType, actorKey ?? '', actorTokenType]
  const sources = actor ? [source, actor] : [source]
  // the logins of the cached or requested token, of subject and actor, to compare with the current ones
  let known: (string | undefined)[] = []

  /** The logins at this moment. A source that doesn't name its login says it with each token: with `latest`, if the subject's has just come. */
  const loginsNow = async (before: typeof known, latest?: AccessToken): Promise<typeof known> => {
    const tokens = await Promise.all(
      sources.map((each, index) => {
        if (each.sessionId || before[index] === undefined) return undefined
        return index || !latest ? each.getAccessToken() : latest
      }),
    )
    return sources.map((each, index) => (each.sessionId ? each.sessionId() : tokens[index]?.sessionId))
  }

  const begin = async (): Promise<Attempt> => {
    const subject = await source.getAccessToken()
    const sessionId = loginIn(source, subject)
    const actorToken = await actor?.getAccessToken()
    const logins = [sessionId, actor && actorToken && loginIn(actor, actorToken)]
    known = logins.map((login, index) => known[index] ?? login)
    const exchange = ({ accessToken }: AccessToken): Promise<TokenResponse> =>
      requestByGrant(settled, verb, {
        subjectToken: accessToken,
        subjectTokenType,
        ...(requestedTokenType && { requestedTokenType }),
        ...(actorToken && { actorToken: actorToken.accessToken, actorTokenType }),
      })
    const same = async (token?: AccessToken): Promise<void> => {
      const now = await loginsNow(logins, token)
      if (now.some((login, index) => login !== logins[index])) throw sessionEnded('signed_out')
    }
    const request = async (): Promise<TokenResponse> => {
      let response = await exchange(subject)
      // the errors for an invalid subject token (RFC 8693 section 2.2.2, RFC 6749)
      if (response.isError && /^invalid_(request|grant|token)$/.test(response.error)) {
        await same()
        const other = await source.getAccessToken({ forceRenewal: true }).catch(() => subject)
        await same(other)
        if (other.accessToken !== subject.accessToken) response = await exchange(other)
      }
      await same()
      return response
    }
    return { sessionId, others: [...others, ...logins.map((login) => login ?? '')], request }
  }

  const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
  const inner = createGrantSource({ settings: settled, grantType, begin })
  const get: TokenSource['getAccessToken'] = (options) => inner.getAccessToken(options)
  /** Removes tokens of other logins. */
  const turn = (now: (string | undefined)[]): void => {
    if (now.some((login, index) => login !== known[index])) inner.hold(undefined)
    known = now
  }
  return disposable(inner, {
    ...(source.sessionId && { sessionId: () => source.sessionId?.() }),
    getAccessToken(options?: GetAccessTokenOptions) {
      if (sources.some(({ sessionId }, index) => !sessionId && known[index] !== undefined))
        return loginsNow(known).then((now) => {
          turn(now)
          return get(options)
        })
      turn(sources.map((each) => each.sessionId?.()))
      return get(options)
    },
  })
}

/** The login that a token belongs to, read in the turn in which the token came. */
function loginIn(source: TokenSource, token: AccessToken): string | undefined {
  return token.sessionId ?? source.sessionId?.()
}
