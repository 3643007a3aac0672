/**
 * The URL with `form` added to its query. Parameters of the URL stay unchanged, except those that `form` has too, because a
 * parameter must not be repeated (RFC 6749 section 3.1). Spaces become `%20`, which every parser understands.
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
