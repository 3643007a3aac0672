/** The texts before, after and behind `?` and `#`. */
export function partsOf(url: string): { base: string; query: string; fragment: string } {
  const [, base = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? []
  return { base, query, fragment }
}

/** Routers that use the fragment put a slash or a question mark before it. */
export function parametersIn(part: string): URLSearchParams {
  return new URLSearchParams(part.replace(/^\/?\??/, ''))
}
