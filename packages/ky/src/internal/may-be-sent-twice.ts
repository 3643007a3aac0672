/**
 * Whether a request of grantkit's may reach the server twice. What is good for one use only (a code, a refresh token that
 * rotates, an assertion or a proof with a `jti`) may not, for nobody knows whether an attempt that failed was the one use;
 * neither may what would register, change or ask a person for something twice.
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
