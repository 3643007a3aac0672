/**
 * The parameters of a callback. Read by hand, for `new URL` refuses relative ones and throws. A query without any of these
 * names leaves the fragment.
 */
export function callbackParams(source: unknown, names: readonly string[]): URLSearchParams {
  if (source instanceof URLSearchParams) return source
  let text = ''
  try {
    text = `${source}`
  } catch {}
  const [start = '', fragment] = text.split('#')
  const params = new URLSearchParams(start.slice(start.indexOf('?') + 1))
  return names.some((name) => params.has(name)) ? params : new URLSearchParams(fragment)
}
