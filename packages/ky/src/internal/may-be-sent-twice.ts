/**
 * Whether a request of grantkit may reach the server twice. Credentials that work once (a code, a refresh token that
 * rotates, an assertion or a proof with a `jti`) may not, because a failed attempt may have used them up.
 * Requests that would register, change or ask a person for something twice may not either.
 */
export function mayBeSentTwice({ method = 'GET', headers, body }: RequestInit): boolean {
  if (new Headers(headers).has('dpop')) return false
  if (method === 'GET') return true
  // JSON is a registration
  if (method !== 'POST' || !(body instanceof URLSearchParams)) return false
  // a signed request or assertion has a `jti`, which a server may take once
  if (body.has('client_assertion') || body.has('request')) return false
  const grantType = body.get('grant_type')
  if (grantType !== null) return /^(client_credentials|password)$/.test(grantType)
  // introspection and revocation; a pushed authorization request
  return body.has('token') || body.has('response_type')
}
