import { present } from 'grantkit/internal/present'
import type { Emit, TokenEvent, TokenEventOrigin } from './token-event.ts'

/** An emitter that ignores errors of the hook and doesn't await it. */
export function emitter(
  onEvent: ((event: TokenEvent) => unknown) | undefined,
  now: () => number,
  origin: TokenEventOrigin,
): Emit {
  return (name, attributes = {}) => {
    const call = async () => onEvent?.({ name, at: now(), attributes: present(attributes as never), origin })
    call().catch(() => {})
  }
}
