/** The URL with `form` after its own query, which stays as it is (RFC 6749 section 3.1). */
export function urlWith(url: string, form: URLSearchParams): string {
  return `${url}${url.includes('?') ? '&' : '?'}${form}`
}
