import { isAbsent, type Json } from '../internal/members.ts'
import type { Quirk } from '../internal/response.ts'

/**
 * The types of authorization details that a program knows (RFC 9396 section 2): add yours, each with the members it has
 * beside `type`, and requests and responses are typed by them.
 *
 * @example
 * ```ts
 * declare module 'grantkit' {
 *   interface AuthorizationDetailTypes {
 *     payment_initiation: { creditorName: string; instructedAmount: { currency: string; amount: string } }
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: for others to extend
export interface AuthorizationDetailTypes {}

/** Authorization details of a type that no program has described: the members of RFC 9396 section 2.2, and any other. */
export interface AnyAuthorizationDetail {
  type: string
  locations?: readonly string[]
  actions?: readonly string[]
  datatypes?: readonly string[]
  identifier?: string
  privileges?: readonly string[]
  [member: string]: unknown
}

/** One thing to authorize, in detail: of the types in {@link AuthorizationDetailTypes}, if there are any. */
export type AuthorizationDetail = keyof AuthorizationDetailTypes extends never
  ? AnyAuthorizationDetail
  : {
      [Type in keyof AuthorizationDetailTypes]: { type: Type } & AuthorizationDetailTypes[Type]
    }[keyof AuthorizationDetailTypes]

/** `authorization_details` in a response: objects with a `type`. One that stands by itself is a list of one, and a quirk. */
export function authorizationDetailsIn(
  { authorization_details: details }: Json,
  quirks: Quirk[],
): AuthorizationDetail[] | undefined {
  if (isAbsent(details)) return undefined
  const all = [details].flat() as AuthorizationDetail[]
  const areDetails = all.every((detail) => typeof detail?.type === 'string')
  if (!areDetails) quirks.push('authorization_details-invalid')
  else if (!Array.isArray(details)) quirks.push('authorization_details-object')
  return areDetails ? all : undefined
}
