import { createDPoP } from '@grantkit/jose/dpop'
import type { LoginError, LoginFailed, LoginTransaction, OidcClientSettings } from '@grantkit/oidc'
import * as validation from '@grantkit/oidc/check-id-token'
import { processPublicResponse } from '@grantkit/oidc/internal/process-public-response'
import { loginEndpoints } from '@grantkit/oidc/login-endpoints'
import { safeReturnTo } from '@grantkit/oidc/return-to'
import type { SessionStart, TokenEvent, UserTokens } from '@grantkit/tokens'
import { systemClock } from '@grantkit/tokens/internal/clock'
import { createMemoryUserTokens } from '@grantkit/tokens/internal/memory-user-tokens'
import type { DPoPSigner } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import { revokePublicToken } from 'grantkit/internal/revoke-public-token'
import { type SessionData, sessionDataIn } from '../session/session-data.ts'
import { sessionSigner } from '../session/session-signer.ts'
import { createSessionTokens } from '../session/session-tokens.ts'
import type { SignOutResult } from '../sign-out/sign-out-options.ts'
import type { SentEnd, SentLogin, SentSession } from './sent-session.ts'
import type { WorkerSettings } from './worker-settings.ts'

/** The session of a worker. Its tokens and its key are only in this memory. */
export interface WorkerSession {
  tokens: Pick<UserTokens, 'getAccessToken' | 'forResource' | 'sessionId'>
  /** Signs for the session's API calls; undefined without DPoP. */
  signer: DPoPSigner | undefined
  /** Exchanges a code. The tokens stay here; the result has a ticket in their place. */
  exchange(url: string, transaction: LoginTransaction): Promise<SentLogin>
  /** Begins the session of a ticket. */
  start(ticket: string): Promise<void>
  read(): Promise<SentSession | undefined>
  /** Ends the session; its refresh token waits for `release`. */
  end(): Promise<SentEnd | undefined>
  /** Revokes the refresh token of the ended session, or only deletes it. */
  release(revoke: boolean): Promise<SignOutResult['revocation']>
  /** Whether nobody is signed in and no sign-in is in progress. */
  isIdle(): boolean
}

const revocationMs = 2000

export function createWorkerSession(settings: WorkerSettings, onEvent: (event: TokenEvent) => void): WorkerSession {
  const { name, dpop, clientId, metadata: given } = settings
  const oidc = { ...settings, dpop: undefined, loadValidation: async () => validation } as OidcClientSettings
  const signers = new Map<string, ReturnType<typeof createDPoP>>()
  const tickets = new Map<string, { token: SessionStart; data: SessionData; parameters: Record<string, string> }>()
  let ended: { refreshToken: string; address: string } | undefined
  let exchanges = 0

  const signerOf = async (key: { name: string }) =>
    signers.get(key.name) ?? misuse('dpop', 'the key of a session of this worker')
  const parts = {
    settings,
    oidc,
    name,
    clock: systemClock(),
    validation: async () => validation,
    signer: signerOf,
    onEvent,
  }
  const tokens = createSessionTokens(parts, createMemoryUserTokens)
  const read = async () => {
    const found = await tokens.getSession()
    const data = sessionDataIn(found?.data, settings)
    return found && data && { ...found, data }
  }

  const forget = (ticket: string): void => {
    tickets.delete(ticket)
    signers.delete(ticket)
  }

  const exchange = async (url: string, transaction: LoginTransaction): Promise<SentLogin> => {
    // the page's record isn't trusted: codes and refresh tokens are sent only to the issuer's own endpoints
    const server = await loginEndpoints(oidc)
    const ticket = crypto.randomUUID()
    const signer = dpop ? createDPoP(typeof dpop === 'object' ? dpop : {}) : undefined
    const result = await processPublicResponse(
      { ...oidc, metadata: { ...given, ...server }, ...(signer && { dpop: signer }) },
      url,
      { ...transaction, server },
    )
    if (result.status !== 'completed') return { ...result } as SentLogin
    const { token, claims, returnTo, data: own } = result
    if (signer) signers.set(ticket, signer)
    const data: SessionData = {
      v: 1,
      ...(claims && { user: claims }),
      server,
      ...(signer && { dpop: { name: ticket, thumbprint: await signer.getThumbprint() } }),
      startedAt: Date.now(),
    }
    // unused tickets are removed
    for (const oldest of [...tickets.keys()].slice(0, -9)) forget(oldest)
    tickets.set(ticket, { token, data, parameters: { ...transaction.refreshParameters } })
    const sent = { accessToken: ticket, tokenType: 'ticket', ...(token.scope !== undefined && { scope: token.scope }) }
    return { status: 'completed', token: sent, claims, returnTo, ...(own !== undefined && { data: own }) }
  }

  return {
    tokens,
    signer: dpop ? sessionSigner({ read: read as never, signer: signerOf }) : undefined,
    read: async () => {
      const { sessionId, scope, data } = (await read()) ?? {}
      if (!data) return undefined
      const { dpop: _, ...shown } = data
      return { ...(sessionId && { sessionId }), ...(scope !== undefined && { scope }), data: shown }
    },
    async exchange(url, transaction) {
      exchanges++
      try {
        return await exchange(url, transaction)
      } catch (error) {
        const { name: what, code, message, transient } = Object(error) as LoginError
        if (what !== 'LoginError') throw error
        const returnTo = safeReturnTo(transaction.returnTo, settings.redirectUri, settings.basePath)
        return { status: 'failed', code, message, transient, returnTo } satisfies LoginFailed
      } finally {
        exchanges--
      }
    },
    async start(ticket) {
      const login = tickets.get(ticket) ?? misuse('ticket', 'that of the last exchange, once')
      tickets.delete(ticket)
      const { token, data, parameters } = login
      await tokens.startSession(token, { data, refreshParameters: parameters })
      ended = undefined
      for (const key of signers.keys()) if (key !== ticket && !tickets.has(key)) signers.delete(key)
    },
    async end() {
      const { idToken, refreshToken, data } = (await tokens.endSession()) ?? {}
      const { server, dpop: key } = sessionDataIn(data, settings) ?? {}
      if (key) signers.delete(key.name)
      if (!server) return undefined
      const address = server.revocationEndpoint
      ended = refreshToken && address ? { refreshToken, address } : undefined
      return { ...(idToken && { idToken }) }
    },
    async release(revoke) {
      const { refreshToken: token, address } = ended ?? {}
      ended = undefined
      if (!revoke || !token || !address) return 'skipped'
      const request = { address, clientId, token, tokenTypeHint: 'refresh_token' }
      // it continues while the worker ends
      const send = (input: string, init: object): Promise<Response> => fetch(input, { ...init, keepalive: true })
      const response = await revokePublicToken(request, { ...oidc, fetch: send as never, timeoutMs: revocationMs })
      return response.isError ? 'failed' : 'done'
    },
    isIdle: () => !tokens.sessionId() && !exchanges && !tickets.size,
  }
}
