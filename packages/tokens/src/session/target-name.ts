import { scopeSet, sortedTexts } from '../internal/scope-set.ts'
import type { TokenTarget } from '../source-settings.ts'

/** The name of a target: the same for the same words and resources, in any order. */
export function targetName({ scope, resource, audience }: TokenTarget): string {
  return JSON.stringify([scopeSet(scope), sortedTexts(resource), sortedTexts(audience)])
}
