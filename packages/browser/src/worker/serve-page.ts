import type { AccessToken } from '@grantkit/tokens'
import { misuse } from 'grantkit/internal/misuse'
import type { HostParts } from './host-parts.ts'
import { onHolderEnd } from './liveness-lock.ts'
import { type Ask, type PagePort, pageMessageIn } from './messages.ts'
import { type ApiCalls, createApiCalls } from './serve-fetch.ts'
import { wireErrorOf } from './wire-error.ts'
import type { WorkerSession } from './worker-session.ts'
import type { WorkerSettings } from './worker-settings.ts'

/** How long a page has after a sign-out to say what to do with the refresh token, in milliseconds. */
const releaseMs = 5000

/** A page that is connected. */
interface Opened {
  settings: WorkerSettings
  session: WorkerSession
  api: ApiCalls
}

/** Serves one page until it has ended. */
export function servePage(port: PagePort, host: HostParts): void {
  const running = new Map<number, AbortController>()
  let opened: Opened | undefined

  const leave = (): void => {
    for (const stop of running.values()) stop.abort()
    host.leave(port)
  }
  const open = async ({ settings: text, presence }: Extract<Ask, { call: 'open' }>) => {
    const { settings, session } = host.open(text)
    opened ??= { settings, session, api: createApiCalls(settings, session, (event) => emit({ event })) }
    if (presence) onHolderEnd(presence, leave)
    return { lock: await host.lock }
  }
  const emit = (event: object): void => port.postMessage({ grantkit: 'event', session: host.sessionId(), ...event })

  const answer = async (
    ask: Ask,
    signal: AbortSignal,
    onEnd: () => void,
  ): Promise<{ value: unknown; transfer?: Transferable[] }> => {
    if (ask.call === 'open') return { value: await open(ask) }
    const { settings, session, api } = opened ?? misuse('worker', 'the settings first')
    switch (ask.call) {
      case 'exchange':
        return { value: await session.exchange(ask.url, ask.transaction) }
      case 'start':
        return { value: await session.start(ask.ticket) }
      case 'session':
        return { value: await session.read() }
      case 'token':
        return { value: shownTo(settings, await tokenOf(session, ask, signal)) }
      case 'end': {
        const ended = await session.end()
        if (ended) host.endSoon(releaseMs)
        return { value: ended }
      }
      case 'release': {
        const value = await session.release(ask.revoke)
        // the response is sent first
        host.endSoon(0)
        return { value }
      }
      case 'allows':
        return { value: api.allows(ask.url) }
      case 'fetch':
        return api.send(ask.request, ask.session, signal, onEnd)
    }
  }

  port.addEventListener('message', async ({ data }) => {
    const message = pageMessageIn(data)
    if (!message) return
    const { id } = message
    if (message.grantkit === 'abort') return running.get(id)?.abort()
    const stop = new AbortController()
    running.set(id, stop)
    const end = (): void => void running.delete(id)
    try {
      const { value, transfer = [] } = await answer(message.ask, stop.signal, end)
      port.postMessage({ grantkit: 'answer', id, session: host.sessionId(), value }, transfer)
      // the body of a response continues
      if (message.ask.call !== 'fetch') end()
    } catch (error) {
      port.postMessage({ grantkit: 'answer', id, session: host.sessionId(), error: wireErrorOf(error) })
      end()
    }
  })
}

/** A token for the page, if the settings allow it. */
function shownTo({ accessTokens }: WorkerSettings, token: AccessToken): AccessToken | undefined {
  return accessTokens === 'worker' ? undefined : token
}

function tokenOf(
  { tokens }: WorkerSession,
  ask: Extract<Ask, { call: 'token' }>,
  signal: AbortSignal,
): Promise<AccessToken> {
  const { target, forceRenewal, minTtlMs } = ask
  const source = target ? tokens.forResource(target) : tokens
  return source.getAccessToken({
    signal,
    ...(forceRenewal !== undefined && { forceRenewal }),
    ...(minTtlMs !== undefined && { minTtlMs }),
  })
}
