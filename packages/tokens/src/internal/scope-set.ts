import { textsOf } from './texts-of.ts'

/** The words of a scope, each once, in an order that is always the same. */
export function scopeSet(scope: string | readonly string[] | undefined): string[] {
  const words = textsOf('scope', scope).flatMap((text) => text.split(' '))
  return [...new Set(words.filter(Boolean))].sort()
}
