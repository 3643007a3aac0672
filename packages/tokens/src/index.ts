export type { Lock } from './lock.ts'
export type { AccessToken, GetAccessTokenOptions, TokenSource } from './token-source.ts'
export type { SetOptions, TokenStore } from './token-store.ts'
