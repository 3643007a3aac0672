import type { TokenFailure, TokenResponse } from 'grantkit'
import { pairsOf } from 'grantkit/internal/pairs'
import { inTime } from './in-time.ts'
import type { Policy, SourceSettings, TokenTarget } from './source-settings.ts'

/** The settings of a source, their defaults filled in. */
export type Settled = SourceSettings<unknown> & Policy

/** A function of one grant. */
// the requests of the grants differ: what each needs is checked where it is called
export type Verb = (request: never, options?: never) => Promise<TokenResponse>

type Pair = [string, string]

/** Requests a token, with the members of this request. */
export type Ask = (request: object, signal?: AbortSignal) => Promise<TokenResponse>

/** How long a request may take, with metadata and retries, in milliseconds. */
export function patienceOf({ client, timeoutMs }: Pick<Settled, 'client' | 'timeoutMs'>): number {
  // a client may have to get the server's metadata first
  return client ? timeoutMs * 2 : timeoutMs
}

/**
 * Asks the server by the function of a grant, with the settings and what is particular to the request. Resolves to a failure when a
 * client of the caller's takes too long; core's own requests end by themselves.
 */
export function ask(settings: Settled, verb: Verb, request: object, signal?: AbortSignal): Promise<TokenResponse> {
  const { parameters = [], audience = settings.audience ?? [] } = request as TokenTarget & { parameters?: Pair[] }
  const audiences = [audience].flat().map((each): Pair => ['audience', each])
  const whole = {
    ...settings,
    ...request,
    // the audience too, because most grants have no member of that name
    parameters: [...pairsOf('parameters', settings.parameters), ...audiences, ...parameters],
    now: () => settings.clock.now(),
    signal,
  }
  // one object is both request and options: each ignores the members of the other
  const asking = (): Promise<TokenResponse> => verb(whole as never, whole as never)
  return settings.client ? inTime(asking, settings.clock, patienceOf(settings), () => tooLate) : asking()
}

const tooLate = { isError: true, error: 'timeout', code: 'timeout', httpStatus: 0, transient: true } as TokenFailure
