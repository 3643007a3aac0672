import { urlOf } from 'grantkit/internal/address'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import type { LoginServer } from './login-server.ts'
import { missingEndpoint } from './missing-endpoint.ts'

/** A value that can be written as JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/**
 * The record of one login, as plain JSON. Keep it where only this browser or session can read it, find it by `state`,
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

/** Whether a record is valid and belongs to this client: other code may have written to the storage. */
export function isLoginTransaction(value: unknown, settings: OidcClientSettings): value is LoginTransaction {
  const record = Object(value) as Record<string, unknown>
  const { issuer, clientId, allowInsecureHttp, metadata } = settings
  const kept = Object(record.server) as Record<string, string | undefined>
  const isEndpoint = (name: string) => kept[name] === undefined || urlOf(kept[name], allowInsecureHttp)
  return (
    record.v === 1 &&
    record.kind === 'login' &&
    record.issuer === issuer &&
    record.clientId === clientId &&
    Number.isFinite(record.expiresAt) &&
    needed.every((name) => isText(record[name]) && record[name]) &&
    optional.every((name) => isText(record[name] ?? '')) &&
    lists.every((name) => [record[name] ?? ''].flat().every(isText)) &&
    Number(record.maxAgeSeconds ?? 0) >= 0 &&
    Object.values(Object(record.refreshParameters ?? {})).every(isText) &&
    ['tokenEndpoint', 'jwksUri', 'userinfoEndpoint'].every(isEndpoint) &&
    !missingEndpoint(settings, { ...kept, ...metadata }, record.scope as string)
  )
}

const needed = ['state', 'nonce', 'codeVerifier', 'redirectUri', 'returnTo', 'scope']
const optional = ['expectedSubject', 'dpopKey']
const lists = ['resource', 'acrValues']
const isText = (value: unknown): boolean => typeof value === 'string'
