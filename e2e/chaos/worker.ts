// A process that shares all sessions, or one of its threads. It requests tokens until it is told to finish, or killed.
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import {
  createBroadcastSessionChannel,
  type TokenSourceError,
  type TokenStore,
  type UserTokens,
} from '@grantkit/tokens'
import { createRedisLock } from '@grantkit/tokens/redis-lock'
import { Redis } from 'ioredis'
import { createRedisStore } from '../../examples/shared-tokens/redis-store.ts'
import { dropping } from './dropping-store.ts'
import type { AccountSwitch, FromWorker, TabSettings, ToWorker } from './messages.ts'
import { tokensOf } from './sessions.ts'

const settings = workerData as TabSettings
const { name, tab, tabs, addresses, redisUrl, sessions, callers, restMs, renewBeforeMs, timeoutMs, lapseMs } = settings
const { sabotage, droppedShare } = settings

let skewMs = 0
let ending = false
let requests = 0
let begin = (): void => {}
const begun = new Promise<void>((resolve) => {
  begin = resolve
})
let notes = blank()

function blank(): FromWorker {
  return {
    tab,
    calls: {},
    sessionIds: {},
    skewMs,
    refused: [],
    switched: [],
    events: [],
    gaveUp: [],
    slowestMs: 0,
  }
}
/** Sends the report. */
function tell(): void {
  parentPort?.postMessage(notes)
  notes = blank()
}

parentPort?.on('message', (message: ToWorker) => {
  if ('end' in message) ending = true
  else if ('begin' in message) begin()
  else if ('switch' in message) switchAccount(message.switch)
  else {
    // send the report first: it was made with the old clock
    tell()
    skewMs = message.skewMs
    notes = blank()
  }
})

const redis = new Redis(redisUrl)
const redisStore = createRedisStore(redisUrl)
const copies = new Map<string, string | undefined>()
// reads Redis once and its own copy from then on, and claims that each comparison before a write succeeded
const forgetful: TokenStore = {
  ...redisStore,
  async get(key) {
    if (!copies.has(key)) copies.set(key, await redisStore.get(key))
    return copies.get(key)
  },
  async set(key, value) {
    copies.set(key, value)
    await redisStore.set(key, value)
    return true
  },
}

const shared = {
  addresses,
  store: sabotage ? forgetful : dropping(redisStore, droppedShare),
  ...(tabs > 1 && { channel: createBroadcastSessionChannel() }),
  ...(!sabotage && { lock: createRedisLock(redis, { lapseMs }) }),
  timeoutMs,
  renewBeforeMs,
  clock: {
    now: () => Date.now() + skewMs,
    monotonic: () => performance.now(),
    sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
  },
  fetch(input: string, init: RequestInit) {
    const request = `${name}-${tab}.${requests++}`
    const headers = new Headers(init.headers)
    headers.set('x-chaos-request', request)
    // on a timeout or another login; after the response was read nothing aborts
    init.signal?.addEventListener('abort', () => void notes.gaveUp.push(request))
    return fetch(input, { ...init, headers })
  },
}
const sources = Array.from({ length: sessions }, (_, session) =>
  tokensOf(session, { ...shared, onEvent: (event) => void notes.events.push({ session, event }) }),
)

async function call(session: number, source: UserTokens): Promise<boolean> {
  const start = performance.now()
  try {
    const { expiresAt = 0, accessToken, sessionId = '' } = await source.getAccessToken()
    const at = Date.now()
    notes.calls[session] ??= []
    notes.calls[session].push([at, expiresAt - at - skewMs, Math.round(performance.now() - start), accessToken])
    notes.sessionIds[accessToken] = sessionId
    return true
  } catch (error) {
    const { code = 'unknown', reason } = error as Partial<TokenSourceError>
    const kind = reason ? `${code} (${reason})` : code
    notes.refused.push({ session, at: Date.now(), kind })
    if (code === 'unknown') throw error
    return false
  } finally {
    notes.slowestMs = Math.max(notes.slowestMs, performance.now() - start)
  }
}

async function switchAccount({ id, session, token, signsOut }: AccountSwitch): Promise<void> {
  const source = sources[session] as UserTokens
  try {
    if (signsOut) await source.endSession()
    await source.startSession(token)
    notes.switched.push({ id, at: Date.now() })
  } catch (error) {
    notes.switched.push({ id, at: Date.now(), error: (error as Partial<TokenSourceError>).code ?? `${error}` })
  }
}

async function caller(index: number): Promise<void> {
  const session = index % sessions
  await begun
  await sleep(restMs * Math.random())
  while (!ending) {
    const served = await call(session, sources[session] as UserTokens)
    await sleep(restMs * (served ? 0.5 + Math.random() : 5))
  }
}

const telling = setInterval(tell, 100)
// workers start at different sessions, so that each session gets the same number of callers
const first = (Number(name.split('.')[0]) + tab) * callers
await Promise.all(Array.from({ length: callers }, (_, index) => caller(first + index)))
clearInterval(telling)
// let background work finish
await sleep(200)
tell()
// send the last report before the thread ends
await sleep(100)
process.exit()
