import type { TokenFailure, TokenResponse } from 'grantkit'
import { identityOf, pairsOf } from 'grantkit/internal'
import { inTime } from './in-time.ts'
import type { Policy, SourceSettings } from './source-settings.ts'
import { tokenKey } from './token-key.ts'

/** The settings of a source, their defaults filled in. */
export type Settled = SourceSettings<unknown> & Policy

/** A function of one grant. */
// the requests of the grants differ: what each needs is checked where it is called
export type Verb = (request: never, options?: never) => Promise<TokenResponse>

/** Asks the server for a token, with what is particular to the request. */
export type Ask = (request: object, signal?: AbortSignal) => Promise<TokenResponse>

/** How long a request may take, with all that belongs to it, in milliseconds. */
export function patienceOf({ client, timeoutMs }: Pick<Settled, 'client' | 'timeoutMs'>): number {
  // a client may have to get the server's metadata first
  return client ? timeoutMs * 2 : timeoutMs
}

/**
 * Asks the server by the function of a grant, with the settings and what is particular to the request. Resolves to a failure when a
 * client of the caller's takes too long; core's own requests end by themselves.
 */
export function ask(settings: Settled, verb: Verb, request: object, signal?: AbortSignal): Promise<TokenResponse> {
  const { parameters } = request as { parameters?: [string, string][] }
  const whole = {
    ...settings,
    ...request,
    parameters: [...pairsOf('parameters', settings.parameters), ...(parameters ?? [])],
    now: () => settings.clock.now(),
    signal,
  }
  // one object is both, request and options: neither minds the members of the other
  const asking = (): Promise<TokenResponse> => verb(whole as never, whole as never)
  return settings.client ? inTime(asking, settings.clock, patienceOf(settings), () => tooLate) : asking()
}

const tooLate = { isError: true, error: 'timeout', code: 'timeout', httpStatus: 0, transient: true } as TokenFailure

/**
 * The name of a source's tokens in the store: it holds all that tells them from others. Empty for tokens that are bound to a key that
 * nobody names, for whoever finds them couldn't use them. Rejects as the signer does, or after `timeoutMs`.
 */
export async function nameOf(
  settings: Settled,
  grantType: string,
  key?: string,
  others: readonly string[] = [],
): Promise<string> {
  const { address, client, clientAssertion, scope, resource, audience, dpop, clock, timeoutMs } = settings
  const bound = client ? identityOf(client) : undefined
  const clientId = settings.clientId ?? bound?.clientId
  const signer = dpop as { getThumbprint?: () => Promise<string> } | undefined
  const keyThumbprint =
    settings.keyThumbprint ?? (signer?.getThumbprint && (await inTime(() => signer.getThumbprint!(), clock, timeoutMs)))
  // a session has to be kept somewhere
  if (dpop && !keyThumbprint && grantType !== 'refresh_token') return ''
  const headers = pairsOf('headers', settings.headers)
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    // without a client's identifier nothing else says who the client is
    .filter((line) => !clientId || !line.startsWith('authorization:'))
    .sort()
  return tokenKey({
    issuer: address ? `${address}` : bound?.issuer,
    clientId,
    grantType,
    scope,
    resource,
    audience,
    parameters: pairsOf('parameters', settings.parameters).flatMap(([name, value]) =>
      [value].flat().map((each) => [name, each] as [string, string]),
    ),
    subject: key,
    keyThumbprint,
    others: [...others, ...headers, ...(clientId || !clientAssertion ? [] : [JSON.stringify(clientAssertion) ?? ''])],
  })
}

/** Does the work once and remembers what came; not that it failed. */
export function remembered<T>(work: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined
  return () => {
    const mine = known ?? work()
    known = mine
    mine.catch(() => {
      if (known === mine) known = undefined
    })
    return mine
  }
}
