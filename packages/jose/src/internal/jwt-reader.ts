import { misuse } from 'grantkit/internal/misuse'
import type { Decryption } from '../decryption.ts'
import { JoseError } from '../jose-error.ts'
import { importOnce } from '../jws/import-once.ts'
import { keyFault } from '../jws/key-fault.ts'
import { algorithmsOf, type Trust } from '../trust.ts'
import { expectNeeds, refuseOtherKinds } from './check-kind.ts'
import { checkList } from './check-list.ts'
import { audienceOf, type Claims, expectAudience, expectClaim, isThere } from './claims.ts'
import type { DecryptDependencies } from './decrypt-dependencies.ts'
import type { JwtHeader } from './jwt-header.ts'
import type { JwtKind } from './jwt-kind.ts'
import { loaded } from './loaded.ts'
import { openJwt } from './open-jwt.ts'
import { type Clock, clockOf, type ValidationOptions } from './options.ts'
import { checkTimes } from './times.ts'

/** The values that a JWT must match. */
export interface JwtCheck extends Trust, Decryption {
  /** The required `iss`. */
  issuer: string
  /** The names of which `aud` must contain one; undefined if it isn't compared. */
  audience?: string | readonly string[] | undefined
  /** The accepted algorithms if neither the caller nor the metadata names any. */
  usual?: readonly string[] | undefined
  /** Required claims, or the `typ`, that may be left out. */
  mayLack?: readonly string[] | undefined
}

/** A JWT whose signature, type, issuer, audience, times and kind have been checked. */
export interface ReadJwt {
  header: JwtHeader
  claims: Claims
  /** The clock that its times were compared with. */
  clock: Clock
}

/** Reads a JWT of one kind, and checks everything that all kinds have in common. `judge` makes the checks of this kind. */
export type JwtReader = (token: string | null, judge?: (jwt: ReadJwt) => unknown) => Promise<ReadJwt>

/**
 * Checks the arguments and returns the reader, before anything is read or sent. `judge` runs before the check for other kinds of
 * JWT, because its messages are more exact. If it returns true, that check is skipped.
 */
export async function jwtReader(kind: JwtKind, expected: JwtCheck, options: ValidationOptions): Promise<JwtReader> {
  clockOf(options)
  const { issuer, audience, mayLack = [], keys, usual } = expected
  const { needs, algorithms } = kind
  const required = needs.filter((name) => !mayLack.includes(name))
  const rules = {
    kind,
    mayBePlain: mayLack.includes('typ'),
    keys,
    algorithms: algorithmsOf(expected, algorithms, usual),
    // the jose library is loaded only if it is needed
    decrypt: isAboutEncryption(expected)
      ? (await loaded(import('./decrypt.ts'))).decryptorOf(expected, dependencies)
      : undefined,
    signal: options.signal,
  }
  return async (token, judge) => {
    const { header, claims } = await openJwt(token, rules)
    const clock = clockOf(options)
    const isJudged = (name: string) => needs.includes(name) || isThere(claims, name)
    if (isJudged('iss')) expectClaim(claims, 'iss', issuer)
    if (audience !== undefined && isJudged('aud')) expectAudience(claims, audience)
    else if (needs.includes('aud')) audienceOf(claims)
    expectNeeds(kind, claims, mayLack)
    checkTimes(claims, clock, required)
    const jwt = { header, claims, clock }
    if (!(await judge?.(jwt))) await refuseOtherKinds(kind, claims)
    return jwt
  }
}

const dependencies: DecryptDependencies = { JoseError, checkList, importOnce, keyFault, misuse }

function isAboutEncryption(expected: Decryption): boolean {
  const { decryptionKeys, requireEncryption, keyManagementAlgorithms, contentEncryptionAlgorithms } = expected
  return (decryptionKeys ?? requireEncryption ?? keyManagementAlgorithms ?? contentEncryptionAlgorithms) !== undefined
}
