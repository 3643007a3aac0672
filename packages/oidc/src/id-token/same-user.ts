/** What two ID tokens of one session have in common. */
export interface SessionUser {
  iss: string
  sub: string
}

/**
 * Whether a refreshed ID token is of the same issuer, client and user as the session (OIDC Core section 12.2). Cheap, and
 * no validation: the signature isn't checked. An encrypted or malformed token is of nobody.
 */
export function isSameUser(idToken: string, user: SessionUser, clientId: string): boolean {
  try {
    const [, payload = '', ...rest] = idToken.split('.')
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (byte) => byte.charCodeAt(0))
    const { iss, sub, aud } = JSON.parse(new TextDecoder().decode(bytes))
    return rest.length === 1 && iss === user.iss && sub === user.sub && [aud].flat().includes(clientId)
  } catch {
    return false
  }
}
