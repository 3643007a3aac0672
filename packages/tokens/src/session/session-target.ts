import type { Clock } from '../clock.ts'
import { type CoolDown, createCoolDown } from '../cool-down.ts'
import { partsOf } from '../internal/target-parts.ts'
import type { TokenTarget } from '../source-settings.ts'
import { scopeSet } from '../token-key.ts'

/** What tokens of a session are for, and what asks for one. */
export interface SessionTarget {
  /** Its name in the record. */
  name: string
  request: { parameters: [string, string][] }
  scope: string | undefined
  /** The rest after a failure that concerns this target alone. */
  coolDown: CoolDown
}

/** The target of a call. Its name is the same for the same set of words and resources, in any order. */
export function sessionTarget(target: TokenTarget, clock: Clock): SessionTarget {
  const { scope, resource, audience } = target
  const name = JSON.stringify([
    scopeSet(scope),
    [...[resource ?? []].flat()].sort(),
    [...[audience ?? []].flat()].sort(),
  ])
  const asked = scope === undefined ? undefined : [scope].flat().join(' ')
  return { name, request: partsOf(target), scope: asked, coolDown: createCoolDown(clock) }
}
