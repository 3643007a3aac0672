import { misuse } from 'grantkit/internal'

/** How long something signed is good for: a minute, unless the caller says otherwise. */
export function lifetimeOf(lifetimeSeconds = 60): number {
  if (!(Number.isInteger(lifetimeSeconds) && lifetimeSeconds > 0)) misuse('lifetimeSeconds', 'whole seconds above 0')
  return lifetimeSeconds
}
