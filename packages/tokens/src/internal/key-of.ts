import { sha256 } from 'grantkit/internal/sha256'
import { scopeSet, sortedTexts } from './scope-set.ts'

/** What distinguishes one token from another. */
export interface TokenKeyParts {
  /** The issuer's identifier, or the token endpoint's address. */
  issuer?: string | undefined
  clientId?: string | undefined
  /** `grant_type`. */
  grantType: string
  /** Order doesn't matter. */
  scope?: string | readonly string[] | undefined
  resource?: string | readonly string[] | undefined
  audience?: string | readonly string[] | undefined
  /** Name and value of each extra parameter. */
  parameters?: readonly (readonly [string, string])[] | undefined
  /** Whose token it is. */
  subject?: string | undefined
  /** The thumbprint of the key that the token is bound to (RFC 7638). */
  keyThumbprint?: string | undefined
  /** Further distinguishing values, in order. */
  others?: readonly string[] | undefined
}

/** The name of a token in caches and stores. */
export async function keyOf(parts: TokenKeyParts): Promise<string> {
  const { grantType, parameters = [] } = parts
  const text = JSON.stringify([
    parts.issuer ?? '',
    parts.clientId ?? '',
    grantType,
    scopeSet(parts.scope),
    sortedTexts(parts.resource),
    sortedTexts(parts.audience),
    parameters.map(([name, value]) => JSON.stringify([name, value])).sort(),
    parts.subject ?? '',
    parts.keyThumbprint ?? '',
    ...(parts.others ?? []),
  ])
  return `grantkit:${await sha256(text)}`
}
