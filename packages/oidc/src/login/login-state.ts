/**
 * Whether a `state` was made for this issuer and client. This distinguishes a response with a lost record from a response to
 * another app's request. No security depends on it: the record of a login holds the whole `state`.
 */
export function isOwnState(state: unknown, issuer: string, clientId: string): boolean {
  return (
    typeof state === 'string' && /^[\w-]{43}\.\w{8}$/.test(state) && state.slice(44) === stateMark(issuer, clientId)
  )
}

/** Eight characters that identify an issuer and a client. */
export function stateMark(issuer: string, clientId: string): string {
  let [first, second] = [0x811c9dc5, 0x9e3779b9]
  for (const character of `${issuer} ${clientId}`) {
    first = Math.imul(first ^ character.codePointAt(0)!, 0x01000193)
    second = Math.imul(second ^ first, 0x85ebca6b)
  }
  return [first, second].map((hash) => (hash >>> 0).toString(36).padStart(7, '0').slice(-4)).join('')
}
