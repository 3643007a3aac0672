import { invalid, mismatch, missing } from './claim-error.ts'

export type Claims = Record<string, unknown>

/** A claim that must be a non-empty string. */
export function textClaim(claims: Claims, claim: string): string {
  const value = claims[claim]
  if (value === undefined) throw missing(claim)
  if (typeof value !== 'string' || !value) throw invalid(claim, 'is not a non-empty string')
  return value
}

/** Whether a claim is present. A null claim counts as missing. */
export function isThere(claims: Claims, claim: string): boolean {
  return claims[claim] != null
}

/** A claim that must be a non-empty string if it is present. */
export function optionalText(claims: Claims, claim: string): string | undefined {
  return isThere(claims, claim) ? textClaim(claims, claim) : undefined
}

/** Refuses a claim that is missing or not exactly the expected value. */
export function expectClaim(claims: Claims, claim: string, expected: unknown): void {
  if (textClaim(claims, claim) !== expected) throw mismatch(claim)
}

/** The members of `aud`, which is a string or a list of strings (RFC 7519 section 4.1.3). */
export function audienceOf({ aud }: Claims): string[] {
  if (aud === undefined) throw missing('aud')
  const list: unknown[] = Array.isArray(aud) ? aud : [aud]
  if (!list.length || !list.every((member) => typeof member === 'string' && member)) {
    throw invalid('aud', 'is not a string or a list of strings')
  }
  return list as string[]
}

/** Refuses a token whose audience contains none of the expected names. */
export function expectAudience(claims: Claims, expected: string | readonly string[]): void {
  const wanted = [expected].flat()
  if (!audienceOf(claims).some((member) => wanted.includes(member))) throw mismatch('aud')
}
