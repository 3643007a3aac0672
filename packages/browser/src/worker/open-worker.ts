import type { LoginTransaction } from '@grantkit/oidc'
import type {
  AccessToken,
  EndedSession,
  GetAccessTokenOptions,
  SessionStart,
  TokenEvent,
  TokenFetch,
  TokenSource,
  TokenTarget,
  UserSession,
} from '@grantkit/tokens'
import { disposedOf } from '@grantkit/tokens/internal/disposed'
import { TokenSourceError } from '@grantkit/tokens/token-source-error'
import { misuse } from 'grantkit/internal/misuse'
import { present } from 'grantkit/internal/present'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import type { LocallyEnded, TokenHooks } from '../session/token-hooks.ts'
import { type ConnectedWorker, connectWorker } from './connect-worker.ts'
import { accessTokenIn, type SentLogin, sentEndIn, sentLoginIn, sentSessionIn } from './sent-session.ts'
import { createWorkerFetch } from './worker-fetch.ts'
import { workerSettingsText } from './worker-settings.ts'

/** The page's side of a session in a worker. */
export interface OpenWorker {
  /** Resolves once the worker has answered. */
  connected(): Promise<void>
  sessionId(): string | undefined
  getSession(): Promise<UserSession | undefined>
  /** Begins the session of an exchange. The token is the ticket of that exchange. */
  startSession(ticket: SessionStart): Promise<void>
  endSession(): Promise<EndedSession | undefined>
  getAccessToken(options?: GetAccessTokenOptions, target?: TokenTarget): Promise<AccessToken>
  forResource(target: TokenTarget): TokenSource
  /** Exchanges the code of a callback. */
  exchange(url: string, transaction: LoginTransaction): Promise<SentLogin>
  /** Sends a request for an API from the worker. */
  fetch: TokenFetch
  dispose(): void
}

/** How long a page waits for a revocation, which takes at most 2 seconds in the worker. */
const releaseMs = 2500

/**
 * Opens the worker of the settings, and a new one when it has ended. `signedOutKey` is the key that another tab writes to
 * localStorage when it signs out.
 */
export function openWorker(
  settings: BrowserClientSettings,
  name: string,
  signedOutKey: string,
  hooks: TokenHooks,
): OpenWorker {
  const text = workerSettingsText(settings, name)
  const stop = new AbortController()
  let connecting: Promise<ConnectedWorker> | undefined
  let current: ConnectedWorker | undefined
  let hasDied = false
  let isShared = false

  const onEvent = (event: TokenEvent): void => {
    hooks.onEvent(event)
    if (/^session\.(started|replaced)$/.test(event.name)) hooks.look()
  }
  /** If a worker dies, its session is lost. */
  const onOver = (connection: ConnectedWorker): void => {
    if (current === connection) connecting = current = undefined
    const { code } = connection.over.reason as TokenSourceError
    if (code !== 'store_failed') return
    hasDied = true
    const attributes = { 'grantkit.session.end_reason': 'store_failed' }
    if (connection.sessionId()) hooks.onEvent({ name: 'session.ended', at: Date.now(), attributes })
  }
  const open = async (): Promise<ConnectedWorker> => {
    const { worker } = settings
    if (typeof worker !== 'function') misuse('worker', 'a function that returns a Worker or a SharedWorker')
    const connection = await connectWorker(worker, text, onEvent)
    current = connection
    hasDied = false
    isShared = !connection.isDedicated
    connection.over.addEventListener('abort', () => onOver(connection))
    if (stop.signal.aborted) connection.end(disposedOf())
    return connection
  }
  const connect = (): Promise<ConnectedWorker> => {
    if (stop.signal.aborted) return Promise.reject(disposedOf())
    const mine = connecting ?? open()
    connecting = mine
    mine.catch(() => {
      if (connecting === mine) connecting = undefined
    })
    return mine
  }

  addEventListener(
    'storage',
    async ({ key, newValue }) => {
      if (key !== signedOutKey) return
      // the user signs in again in another tab: the next shared worker will tell this page too
      if (!newValue && isShared) hooks.look()
      const connection = current
      // a worker of one page doesn't learn of a sign-out in another page
      if (!newValue || !connection?.isDedicated) return
      await connection.ask({ call: 'end' }).catch(() => {})
      await connection.ask({ call: 'release', revoke: true }).catch(() => {})
    },
    { signal: stop.signal },
  )

  const sessionId = (): string | undefined => current?.sessionId()
  const getAccessToken: OpenWorker['getAccessToken'] = async ({ signal, forceRenewal, minTtlMs } = {}, target) => {
    const question = {
      call: 'token',
      ...present({ target: target && { ...target }, forceRenewal, minTtlMs }),
    } as const
    const token = accessTokenIn(await (await connect()).ask(question, { signal }))
    return token ?? misuse('accessTokens', "'page' to get access tokens there; fetch sends them from the worker")
  }

  return {
    connected: async () => void (await connect()),
    sessionId,
    async getSession() {
      try {
        return sentSessionIn(await (await connect()).ask({ call: 'session' }))
      } catch (error) {
        // neither an ended worker nor the next one has a session
        if (hasDied || (error as TokenSourceError).code === 'session_ended') return undefined
        throw error
      }
    },
    async startSession({ accessToken: ticket }) {
      await (await connect()).ask({ call: 'start', ticket })
    },
    async endSession() {
      const connection = await connect()
      const ended = sentEndIn(await connection.ask({ call: 'end' }))
      if (!ended) return undefined
      const release: LocallyEnded['release'] = async (revoke) => {
        const signal = AbortSignal.timeout(releaseMs)
        const result = await connection.ask({ call: 'release', revoke }, { signal }).catch(() => 'failed')
        return result === 'done' || result === 'skipped' ? result : 'failed'
      }
      return Object.assign(ended, { accessTokens: [], release })
    },
    getAccessToken,
    forResource: (target) => ({ sessionId, getAccessToken: (options) => getAccessToken(options, target) }),
    async exchange(url, transaction) {
      const login = sentLoginIn(await (await connect()).ask({ call: 'exchange', url, transaction }))
      if (!login) throw new TokenSourceError('store_failed', 'the worker sent no valid response')
      return login
    },
    fetch: createWorkerFetch(connect, settings),
    dispose() {
      stop.abort()
      current?.end(disposedOf())
    },
  }
}
