import type { TokenEvent } from '@grantkit/tokens'
import { allowedOrigins } from '@grantkit/tokens/allowed-origins'
import { createTokenFetch } from '@grantkit/tokens/token-fetch'
import { TokenSourceError } from '@grantkit/tokens/token-source-error'
import { misuse } from 'grantkit/internal/misuse'
import type { SentCall, SentResponse } from './messages.ts'
import { receiveStream, sendStream } from './port-stream.ts'
import type { WorkerSession } from './worker-session.ts'
import type { WorkerSettings } from './worker-settings.ts'

/** Sends requests of a page with the session's token, to the `origins` only. */
export interface ApiCalls {
  allows(url: string): boolean
  send(
    request: SentCall,
    /** The id of the session that the page knows; undefined if it knows none. */
    session: string | undefined,
    signal: AbortSignal,
    /** Called at the end of the body. */
    onEnd: () => void,
  ): Promise<{ value: SentResponse; transfer: Transferable[] }>
}

export function createApiCalls(
  settings: WorkerSettings,
  { tokens, signer }: WorkerSession,
  onEvent: (event: TokenEvent) => void,
): ApiCalls {
  const { origins = [], allowInsecureHttp = false } = settings
  const isAllowed = allowedOrigins(origins, allowInsecureHttp)
  const allows: ApiCalls['allows'] = (url) => isAllowed(new URL(url))
  const source = { getAccessToken: tokens.getAccessToken, sessionId: tokens.sessionId }
  const fetchWithToken = createTokenFetch(source, {
    origins,
    allowInsecureHttp,
    onEvent,
    ...(signer && { dpop: signer }),
  })

  const send: ApiCalls['send'] = async ({ url, method, headers, init, body: sent }, session, signal, onEnd) => {
    if (!allows(url)) misuse('url', 'one within the origins of the settings')
    // a request of one user is never sent as another user
    if (session !== undefined && session !== tokens.sessionId())
      throw new TokenSourceError('session_ended', 'the session ended: signed_out', { reason: 'signed_out' })
    const stream = sent instanceof MessagePort ? receiveStream(sent, [signal]) : undefined
    const body = stream ?? (sent as Blob | undefined)
    // neither a page nor a worker can see where a redirect leads
    const request = { ...init, method, headers, signal, ...(body && { body }), ...(stream && { duplex: 'half' }) }
    const response = await fetchWithToken(url, request as RequestInit)
    const { status, statusText, redirected, type } = response
    const value: SentResponse = {
      url: response.url,
      status,
      statusText,
      headers: [...response.headers],
      redirected,
      type,
    }
    if (!response.body) {
      onEnd()
      return { value, transfer: [] }
    }
    const { port1, port2 } = new MessageChannel()
    sendStream(port1, response.body, signal, onEnd)
    return { value: { ...value, body: port2 }, transfer: [port2] }
  }
  return { allows, send }
}
