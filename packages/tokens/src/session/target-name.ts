import { scopeSet, sortedTexts } from '../internal/scope-set.ts'
import type { TokenTarget } from '../source-settings.ts'

/** The name of a target. The order of scope words and resources doesn't matter. */
export function targetName({ scope, resource, audience }: TokenTarget): string {
  return JSON.stringify([scopeSet(scope), sortedTexts(resource), sortedTexts(audience)])
}
