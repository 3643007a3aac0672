import type { RequestOptions, TokenFailure, TokenResponse, TokenSuccess } from 'grantkit'
import { randomText } from 'grantkit/internal'
import { elapsing } from './clock.ts'
import { parameterPairs } from './internal/parameter-pairs.ts'
import type { Policy, SourceSettings } from './source-settings.ts'
import { type Emit, emitter, type TokenEventAttributes } from './token-event.ts'
import { tokenKey } from './token-key.ts'

type Verb = (request: object, options?: RequestOptions) => Promise<TokenResponse>

/** Asks the server for a token, as the settings say, with what is particular to the request. */
export type Ask = (request: object, signal?: AbortSignal) => Promise<TokenResponse>

/** The function of a grant with the settings bound to it: the client's where there is one, else the one of this package's core. */
export function askBy(
  settings: SourceSettings<object>,
  name: string,
  verb: unknown,
  { clock, timeoutMs }: Policy,
): Ask {
  const ask = ((settings.client as Record<string, unknown> | undefined)?.[name] ?? verb) as Verb
  const { parameters: own, ...bound } = settings
  return (request, signal) => {
    const { parameters, ...particular } = request as { parameters?: [string, string][] }
    const options = { ...bound, timeoutMs, now: () => clock.now(), ...(signal && { signal }) }
    return ask(
      { ...bound, ...particular, parameters: [...parameterPairs(own), ...(parameters ?? [])] },
      options as RequestOptions,
    )
  }
}

/** The key of a source's tokens, computed when it is first needed. */
export function keyBy(settings: SourceSettings<object>, grantType: string, subject?: string): () => Promise<string> {
  let key: Promise<string> | undefined
  return () => {
    key ??= keyOf(settings, grantType, subject)
    return key
  }
}

async function keyOf(settings: SourceSettings<object>, grantType: string, subject?: string): Promise<string> {
  const { address, clientId, scope, resource, audience, parameters } = settings
  // without its name a key can't be told from others, and the token of another would be of no use
  const unnamed = settings.dpop && grantType !== 'refresh_token' ? randomText(16) : undefined
  const keyThumbprint = (await thumbprintOf(settings)) ?? unnamed
  const issuer = address && `${address}`
  return tokenKey({
    issuer,
    clientId,
    grantType,
    scope,
    resource,
    audience,
    parameters: parameterPairs(parameters),
    subject,
    keyThumbprint,
  })
}

/** The thumbprint of the key that tokens are bound to: as the settings say it, or as a signer does that can. */
async function thumbprintOf({ keyThumbprint, dpop }: SourceSettings<object>): Promise<string | undefined> {
  return keyThumbprint ?? (await (dpop as { getThumbprint?: () => Promise<string> } | undefined)?.getThumbprint?.())
}

/** What every event of a source says. */
export function emitterOf(settings: SourceSettings<object>, { clock }: Policy, grantType: string): Emit {
  return emitter(settings.onEvent, () => clock.now(), {
    ...serverOf(settings.address),
    'oauth.grant_type': grantType,
    ...(settings.clientId && { 'oauth.client_id': settings.clientId }),
  })
}

function serverOf(address: string | URL | undefined): TokenEventAttributes {
  try {
    const { hostname, port, protocol } = new URL(address!)
    return { 'server.address': hostname, 'server.port': +port || (protocol === 'http:' ? 80 : 443) }
  } catch {
    // none, or a mistake that the request will name
    return {}
  }
}

/** What an event says of an answer. */
export function attributesOf(
  response: TokenSuccess | TokenFailure,
): Record<string, string | number | boolean | undefined> {
  const status = { 'http.response.status_code': response.httpStatus || undefined }
  if (!response.isError) return status
  const { error, code, transient, errorType } = response
  // what a transport threw is text of its own, and a server may say anything, the request's own words too
  const isCode = errorType === 'protocol' && code === 'oauth_error' && /^[a-z_]{1,50}$/.test(error)
  const type = isCode ? error : code
  return { ...status, 'error.type': type, 'grantkit.transient': transient }
}

/** A stopwatch, for the durations in events. */
export function stopwatch({ clock }: Pick<Policy, 'clock'>): () => number {
  const start = elapsing(clock)
  return () => Math.max(0, elapsing(clock) - start)
}
