import type { TokenResponse } from 'grantkit'
import { present } from 'grantkit/internal/present'
import { type Clock, elapsing } from './clock.ts'
import { emitter } from './emitter.ts'
import type { Emit, EventAttributes, TokenEvent, TokenEventOrigin } from './token-event.ts'

/** The emitter of a source. */
export function emitterOf(
  {
    onEvent,
    clock,
    address,
    clientId,
  }: { [Name in 'address' | 'clientId']?: TokenEventOrigin[Name] | undefined } & {
    onEvent?: ((event: TokenEvent) => unknown) | undefined
    clock: Clock
  },
  grantType: string,
): Emit {
  return emitter(onEvent, () => clock.now(), present({ address, clientId, grantType } as Required<TokenEventOrigin>))
}

/** The attributes of a response. */
export function attributesOf(response: TokenResponse): EventAttributes {
  const status = { 'http.response.status_code': response.httpStatus || undefined }
  if (!response.isError) return status
  const { error, code, transient } = response
  // the server's text may contain anything, also secrets of the request
  const type = code === 'oauth_error' && /^[a-z_]{1,50}$/.test(error) ? error : code
  return { ...status, 'error.type': type, 'grantkit.transient': transient }
}

/** Measures durations for events. */
export function stopwatch({ clock }: { clock: Clock }): () => number {
  const start = elapsing(clock)
  return () => Math.max(0, elapsing(clock) - start)
}
