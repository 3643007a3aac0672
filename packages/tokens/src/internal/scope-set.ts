/** The words of a scope, each once, in an order that is always the same. What is no text is for the request to refuse. */
export function scopeSet(scope: string | readonly string[] | undefined): string[] {
  const words = [scope ?? []].flat().flatMap((text) => `${text}`.split(' '))
  return [...new Set(words.filter(Boolean))].sort()
}

/** One text or a list of them, in an order that is always the same. */
export function sortedTexts(texts: string | readonly string[] = []): string[] {
  return [texts].flat().sort()
}
