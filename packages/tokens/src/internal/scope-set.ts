/** The words of a scope, without duplicates and sorted. Other types are refused by the request. */
export function scopeSet(scope: string | readonly string[] | undefined): string[] {
  const words = [scope ?? []].flat().flatMap((text) => `${text}`.split(' '))
  return [...new Set(words.filter(Boolean))].sort()
}

/** A string or a list of strings, sorted. */
export function sortedTexts(texts: string | readonly string[] = []): string[] {
  return [texts].flat().sort()
}
