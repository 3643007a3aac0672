export { type ClientCredentialsTokensSettings, createClientCredentialsTokens } from './client-credentials-tokens.ts'
export type { Clock } from './clock.ts'
export type { DisposableSource } from './disposable-source.ts'
export { createExchangedTokens, type ExchangedTokensSettings } from './exchanged-tokens.ts'
export type { TokenFetch } from './fetch/outgoing.ts'
export { type StepUp, stepUpOf } from './fetch/step-up.ts'
export { createTokenFetch, type TokenFetchOptions } from './fetch/token-fetch.ts'
export { createJwtBearerTokens, type JwtBearerTokensSettings } from './jwt-bearer-tokens.ts'
export { createKeyvStore, type KeyvLike, type KeyvStoreSettings } from './keyv-store.ts'
export type { Lock } from './lock.ts'
export { createMemoryLock } from './memory-lock.ts'
export { createMemoryStore, type MemoryStoreSettings } from './memory-store.ts'
export { createBroadcastSessionChannel, type SessionChannel } from './session-channel.ts'
export type { SourcePolicy, SourceSettings, TokenTarget } from './source-settings.ts'
export type { TokenEvent, TokenEventAttributes, TokenEventName, TokenEventOrigin } from './token-event.ts'
export { type TokenKeyParts, tokenKey } from './token-key.ts'
export type { AccessToken, GetAccessTokenOptions, TokenSource } from './token-source.ts'
export { type SessionEndReason, TokenSourceError, type TokenSourceErrorCode } from './token-source-error.ts'
export { createTokenSources, type TokenSources, type TokenSourcesSettings } from './token-sources.ts'
export type { SetOptions, TokenStore } from './token-store.ts'
export type {
  CheckIdToken,
  EndedSession,
  EndSessionOptions,
  SessionEndFailure,
  SessionExtras,
  SessionStart,
  UserSession,
} from './user-session.ts'
export { createUserTokens, type RevokingClient, type UserTokens, type UserTokensSettings } from './user-tokens.ts'
export { createWebLock, type WebLockSettings } from './web-lock.ts'
