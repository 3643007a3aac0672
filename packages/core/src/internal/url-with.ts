/** The URL with `form`, if there is any, after its own query, which stays as it is (RFC 6749 section 3.1). */
export function urlWith(url: string, form: URLSearchParams): string {
  const query = `${form}`
  return query ? `${url}${url.includes('?') ? '&' : '?'}${query}` : url
}
