import { requestTokenExchangeToken, type TokenClient, type TokenResponse } from 'grantkit'
import { misuse } from 'grantkit/internal'
import { askBy, emitterOf, keyBy } from './asking.ts'
import { type DisposableSource, disposable } from './disposable-source.ts'
import { createGrantSource } from './grant-source.ts'
import { partsOf } from './internal/target-parts.ts'
import { policyOf, type SourceSettings } from './source-settings.ts'
import type { TokenSource } from './token-source.ts'

/** What exchanged tokens are made with. */
export interface ExchangedTokensSettings extends SourceSettings<Pick<TokenClient, 'requestTokenExchangeToken'>> {
  /** @default 'urn:ietf:params:oauth:token-type:access_token' */
  subjectTokenType?: string
  /** The kind of token wanted, as a URN. */
  requestedTokenType?: string
  /** Whose tokens say who will act. */
  actor?: TokenSource
  /** @default 'urn:ietf:params:oauth:token-type:access_token' */
  actorTokenType?: string
  /** Names whose token the subject's is; needed where a `store` is given. */
  key?: string
}

const accessToken = 'urn:ietf:params:oauth:token-type:access_token'

/**
 * A source of tokens that those of another source are exchanged for (RFC 8693 section 2.1), kept and renewed as those of
 * `createClientCredentialsTokens`. The subject's token is asked for only when an exchange is due, so that its renewal leaves
 * a token that is still good in place; another login, or the end of the session, does not.
 *
 * @throws {TypeError} for a mistake in the settings.
 */
export function createExchangedTokens(source: TokenSource, settings: ExchangedTokensSettings): DisposableSource {
  if (typeof source?.getAccessToken !== 'function') misuse('source', 'a TokenSource')
  const policy = policyOf(settings)
  if (settings.store && !settings.key) misuse('key', "a name for whose token the subject's is, where there is a store")
  const { subjectTokenType = accessToken, requestedTokenType, actor, actorTokenType = accessToken, ...bound } = settings
  const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
  const ask = askBy(bound, 'requestTokenExchangeToken', requestTokenExchangeToken, policy)
  const session = (): string => source.sessionId?.() ?? ''
  let subjectSession = ''

  const exchange = async (subjectToken: string): Promise<TokenResponse> =>
    ask({
      ...partsOf(settings),
      subjectToken,
      subjectTokenType,
      ...(requestedTokenType && { requestedTokenType }),
      ...(actor && { actorToken: (await actor.getAccessToken()).accessToken, actorTokenType }),
    })
  const request = async (): Promise<TokenResponse> => {
    const subject = await source.getAccessToken()
    const response = await exchange(subject.accessToken)
    // what RFC 8693 section 2.2.2 and RFC 6749 say of a subject's token that is good no more
    if (!response.isError || !/^invalid_(request|grant|token)$/.test(response.error)) return response
    const other = await source.getAccessToken({ forceRenewal: true }).catch(() => subject)
    return other.accessToken === subject.accessToken ? response : exchange(other.accessToken)
  }

  const inner = createGrantSource({
    policy,
    renewInBackground: settings.renewInBackground,
    emit: emitterOf(settings, policy, grantType),
    key: () => keyBy(bound, grantType, JSON.stringify([settings.key, subjectSession, requestedTokenType]))(),
    scope: settings.scope,
    prepare: async () => {
      // whose token it is has to be known before one is looked for
      await source.getAccessToken()
      subjectSession = session()
    },
    request,
  })
  return disposable({
    ...inner,
    getAccessToken(options) {
      if (session() !== subjectSession) inner.hold(undefined)
      return inner.getAccessToken(options)
    },
  })
}
