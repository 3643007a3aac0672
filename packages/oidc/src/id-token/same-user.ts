import { claimsIn } from './claims-in.ts'

/** The claims that all ID tokens of one session share. */
export interface SessionUser {
  iss: string
  sub: string
}

/**
 * Whether a refreshed ID token has the same issuer, client and user as the session (OIDC Core section 12.2). This is
 * not a validation: the signature isn't checked. Returns false for an encrypted or malformed token.
 */
export function isSameUser(idToken: string, user: SessionUser, clientId: string): boolean {
  try {
    const { iss, sub, aud } = claimsIn(idToken)
    return idToken.split('.').length === 3 && iss === user.iss && sub === user.sub && [aud].flat().includes(clientId)
  } catch {
    return false
  }
}
