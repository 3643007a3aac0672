/** The URL with `form` after its own query, which stays as it is (RFC 6749 section 3.1). */
export function urlWith(url: URL, form: URLSearchParams): string {
  url.search += `${url.search ? '&' : '?'}${form}`
  return url.href
}
