/** The words of a scope, each once, in an order that is always the same. */
export function scopeSet(scope: string | readonly string[] | undefined): string[] {
  const words = [scope ?? []].flat().flatMap((text) => text.split(' '))
  return [...new Set(words.filter(Boolean))].sort()
}
