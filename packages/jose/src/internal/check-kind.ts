import { JoseError } from '../jose-error.ts'
import { missing } from './claim-error.ts'
import type { Claims } from './claims.ts'
import type { JwtHeader } from './jwt-header.ts'
import type { JwtKind } from './jwt-kind.ts'
import { loaded } from './loaded.ts'

/** Refuses a header whose `typ` is not that of the kind (RFC 8725 section 3.11). With `mayBePlain` it may be `JWT` or missing. */
export async function expectType(kind: JwtKind, { typ }: JwtHeader, mayBePlain?: boolean): Promise<void> {
  const type = typ?.toLowerCase().replace(/^application\//, '')
  const isPlain = type === undefined || type === 'jwt'
  if (isPlain ? mayBePlain || kind.plain || !kind.typ : type === kind.typ) return
  const { typeFault } = await loaded(import('./other-kinds.ts'))
  throw new JoseError('type_mismatch', typeFault(kind, type), { claim: 'typ' })
}

/** Refuses claims if one that the kind requires is missing, unless it is in `mayLack`. */
export function expectNeeds(
  { needs, by, mayLack: allowed }: JwtKind,
  claims: Claims,
  mayLack: readonly string[],
): void {
  const absent = needs.find((name) => claims[name] === undefined && !mayLack.includes(name))
  if (!absent) return
  const option = allowed?.[absent]
  throw missing(absent, `, which ${by} requires${option ? `; ${option} can allow it` : ''}`)
}

/** Refuses claims that show that the token is another kind of JWT. */
export async function refuseOtherKinds({ name }: JwtKind, claims: Claims): Promise<void> {
  const { markOfAnother } = await loaded(import('./other-kinds.ts'))
  const found = markOfAnother(name, claims)
  if (found)
    throw new JoseError('type_mismatch', `it is ${found.name} by its claims: ${found.mark}`, { claim: found.claim })
}
