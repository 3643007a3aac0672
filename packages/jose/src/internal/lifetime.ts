import { misuse } from 'grantkit/internal/misuse'

/** How long a signed token is valid: a minute by default. */
export function lifetimeOf(lifetimeSeconds = 60): number {
  if (!(Number.isInteger(lifetimeSeconds) && lifetimeSeconds > 0)) misuse('lifetimeSeconds', 'whole seconds above 0')
  return lifetimeSeconds
}
