import type { TokenFailure, TokenResponse } from 'grantkit'
import { pairsOf } from 'grantkit/internal/pairs'
import { inTime } from './in-time.ts'
import type { Policy, SourceSettings, TokenTarget } from './source-settings.ts'

/** The settings of a source, their defaults filled in. */
export type ResolvedSettings = SourceSettings<unknown> & Policy

/** A function of one grant. */
// the requests of the grants differ: what each needs is checked where it is called
export type Verb = (request: never, options?: never) => Promise<TokenResponse>

type Pair = [string, string]

/** How long a request may take, with metadata and retries, in milliseconds. */
export function requestTimeoutOf({ client, timeoutMs }: Pick<ResolvedSettings, 'client' | 'timeoutMs'>): number {
  // a client may have to get the server's metadata first
  return client ? timeoutMs * 2 : timeoutMs
}

/**
 * Calls the function of a grant with the settings and the members of this request. Resolves to a failure if the caller's own
 * client takes too long. Core's requests have their own timeout.
 */
export function requestByGrant(
  settings: ResolvedSettings,
  verb: Verb,
  request: object,
  signal?: AbortSignal,
): Promise<TokenResponse> {
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
  const send = (): Promise<TokenResponse> => verb(whole as never, whole as never)
  return settings.client ? inTime(send, settings.clock, requestTimeoutOf(settings), () => tooLate) : send()
}

const tooLate = { isError: true, error: 'timeout', code: 'timeout', httpStatus: 0, transient: true } as TokenFailure
