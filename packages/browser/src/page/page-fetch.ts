import type { TokenFetch, TokenSource } from '@grantkit/tokens'
import { remembered } from '@grantkit/tokens/internal/remembered'
import type { ClientParts } from '../client-parts.ts'
import { sessionSigner } from '../session/session-signer.ts'
import type { Snapshot } from '../snapshot.ts'

/** The `fetch` that sends the session's access token; its code is loaded at the first call. */
export function pageFetch(parts: ClientParts, source: TokenSource, ready: Promise<Snapshot>): TokenFetch {
  const { settings, session, chunks, worker } = parts
  const { origins = [], dpop, onEvent, fetch: send, now, allowInsecureHttp } = settings
  const load = remembered(async (): Promise<TokenFetch> => {
    if (worker) return (await worker.load()).fetch
    const { createTokenFetch } = await chunks.fetch()
    return createTokenFetch(source, {
      origins,
      ...(send && { fetch: send as TokenFetch }),
      ...(now && { now }),
      ...(allowInsecureHttp && { allowInsecureHttp }),
      ...(onEvent && { onEvent }),
      ...(dpop && { dpop: sessionSigner(session) }),
    })
  })
  return async (...args: Parameters<TokenFetch>) => {
    const [fetchWithToken] = await Promise.all([load(), ready])
    return fetchWithToken(...args)
  }
}
