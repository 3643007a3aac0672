import { urlOf } from 'grantkit/internal'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import type { LoginServer } from './login-server.ts'

/** What can be written as JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/**
 * The record of one login, as plain JSON. Keep it where only this browser or this session can read it, find it by `state`,
 * and give it to `processResponse` once.
 */
export interface LoginTransaction {
  v: 1
  kind: 'login'
  state: string
  nonce: string
  codeVerifier: string
  issuer: string
  clientId: string
  redirectUri: string
  returnTo: string
  /** In epoch milliseconds. */
  createdAt: number
  /** In epoch milliseconds. */
  expiresAt: number
  scope: string
  /** True for `prompt: 'none'`. */
  silent?: boolean
  resource?: string | readonly string[]
  maxAgeSeconds?: number
  acrValues?: string | readonly string[]
  expectedSubject?: string
  refreshParameters?: Readonly<Record<string, string>>
  /** The thumbprint of the DPoP key that the code is bound to. */
  dpopKey?: string
  data?: Json
  server: LoginServer
}

/** Whether a record is one of this client that can be used: somebody else may have written to the storage. */
export function isLoginTransaction(
  value: unknown,
  { issuer, clientId, allowInsecureHttp }: OidcClientSettings,
): value is LoginTransaction {
  const record = Object(value) as Record<string, unknown>
  const texts = ['state', 'nonce', 'codeVerifier', 'redirectUri', 'returnTo', 'scope']
  const endpoints = ['tokenEndpoint', 'jwksUri', 'userinfoEndpoint']
  const server = Object(record.server) as Record<string, string | undefined>
  return (
    record.v === 1 &&
    record.kind === 'login' &&
    record.issuer === issuer &&
    record.clientId === clientId &&
    Number.isFinite(record.expiresAt) &&
    texts.every((name) => typeof record[name] === 'string' && record[name]) &&
    endpoints.every((name) => server[name] === undefined || urlOf(server[name], allowInsecureHttp))
  )
}
