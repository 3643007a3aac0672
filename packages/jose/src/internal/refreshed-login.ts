import type { IdTokenClaims } from '../id-token-claims.ts'

/** The mistake in a request to validate a refreshed ID token. This file is loaded only for a refresh, so it imports nothing. */
export function mistakeIn(previous: unknown, nonce: unknown): [field: string, fix: string] | undefined {
  if (nonce !== undefined) return ['nonce', 'it for a login, or previous for a refresh']
  const { sub, aud } = Object(previous) as Record<string, unknown>
  const texts: unknown[] = [sub, ...[aud].flat()]
  return texts.length > 1 && texts.every((text) => typeof text === 'string')
    ? undefined
    : ['previous', 'the claims of the ID token from the login']
}

/** The first claim by which a refreshed ID token belongs to another login, and why (OpenID Connect Core section 12.2). */
export function changeOf(claims: IdTokenClaims, previous: IdTokenClaims): [claim: string, why: string] | undefined {
  const other = 'is not what it was before'
  for (const name of ['iss', 'sub', 'azp'] as const) {
    if ((claims[name] ?? undefined) !== (previous[name] ?? undefined)) return [name, other]
  }
  if (![previous.aud].flat().every((member) => [claims.aud].flat().includes(member))) {
    return ['aud', 'lacks one that it had']
  }
  // these may be left out, but must not change
  for (const name of ['auth_time', 'nonce'] as const) {
    const now = claims[name] ?? undefined
    const before = previous[name] ?? undefined
    if (now !== undefined && now !== before && (before !== undefined || name === 'nonce')) return [name, other]
  }
  return undefined
}
