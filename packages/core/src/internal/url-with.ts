/**
 * The URL with `form` in its query. The URL's own query stays as it is, but for names that `form` has too: a parameter must
 * not be there twice (RFC 6749 section 3.1). Spaces are `%20`, which every reader understands.
 */
export function urlWith(url: string, form: URLSearchParams): string {
  const [start = '', ...rest] = url.split('?')
  const kept = rest
    .join('?')
    .split('&')
    .filter((pair) => pair && ![...new URLSearchParams(pair).keys()].some((name) => form.has(name)))
  const query = [...kept, `${form}`.replaceAll('+', '%20')].filter(Boolean).join('&')
  return query ? `${start}?${query}` : url
}
