import { misuse } from 'grantkit/internal/misuse'

/** The lifetime of a signed token, in seconds: a minute by default. */
export function lifetimeOf(lifetimeSeconds = 60): number {
  if (!(Number.isInteger(lifetimeSeconds) && lifetimeSeconds > 0)) misuse('lifetimeSeconds', 'whole seconds above 0')
  return lifetimeSeconds
}
