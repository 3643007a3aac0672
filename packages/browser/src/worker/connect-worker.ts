import type { TokenEvent } from '@grantkit/tokens'
import { TokenSourceError } from '@grantkit/tokens/token-source-error'
import { misuse } from 'grantkit/internal/misuse'
import type { TokenWorker } from '../browser-client-settings.ts'
import { type Connection, createConnection } from './connection.ts'
import { holdLivenessLock } from './liveness-lock.ts'

/** A worker with the settings of this page. */
export interface ConnectedWorker extends Connection {
  /** Whether the worker serves only this page. */
  isDedicated: boolean
}

/** How long a worker may take to load, in milliseconds. */
const patienceMs = 30_000
/** The same, for each attempt with a shared worker: a message to a worker that is just ending is lost. */
const sharedPatienceMs = [3000, 9000, patienceMs]

/** Starts the worker and gives it the settings. */
export async function connectWorker(
  make: () => TokenWorker,
  settings: string,
  onEvent: (event: TokenEvent) => void,
): Promise<ConnectedWorker> {
  const first = checked(make())
  if (!('port' in first)) return open(first, settings, undefined, patienceMs, onEvent)
  // only a shared worker outlives a page
  const presence = await holdLivenessLock()
  let failure: unknown
  for (const [index, ms] of sharedPatienceMs.entries()) {
    try {
      return await open(index ? checked(make()) : first, settings, presence, ms, onEvent)
    } catch (error) {
      failure = error
      if (!(error instanceof TooLate)) break
    }
  }
  throw failure
}

function checked(worker: TokenWorker): Worker | SharedWorker {
  const isWorker = Object(worker) === worker && ('port' in worker || 'terminate' in worker)
  return isWorker
    ? (worker as Worker | SharedWorker)
    : misuse('worker', 'a function that returns a Worker or a SharedWorker')
}

/** The error if a worker doesn't respond. */
class TooLate extends TokenSourceError {}

async function open(
  worker: Worker | SharedWorker,
  settings: string,
  presence: string | undefined,
  ms: number,
  onEvent: (event: TokenEvent) => void,
): Promise<ConnectedWorker> {
  const isDedicated = !('port' in worker)
  const port = 'port' in worker ? worker.port : worker
  const connection = createConnection(port, onEvent)
  connection.over.addEventListener('abort', () => ('port' in worker ? worker.port.close() : worker.terminate()))
  if ('port' in worker) worker.port.start()
  const fail = (): void => connection.end(new TokenSourceError('store_failed', unavailable, { transient: true }))
  const tooLate = (): void => connection.end(new TooLate('store_failed', unavailable, { transient: true }))
  worker.addEventListener('error', fail)
  const timer = setTimeout(tooLate, ms)
  try {
    const { lock } = Object(await connection.ask({ call: 'open', settings, presence })) as { lock?: unknown }
    connection.setLock(typeof lock === 'string' ? lock : undefined)
    return { ...connection, isDedicated }
  } catch (error) {
    connection.end(error as Error)
    throw error
  } finally {
    clearTimeout(timer)
    // an error in a running worker doesn't end it
    worker.removeEventListener('error', fail)
  }
}

const unavailable = "the worker did not load: see whether its URL is right and the page's policy (worker-src) allows it"
