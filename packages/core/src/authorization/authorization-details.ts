import { isAbsent, type Json } from '../internal/members.ts'
import type { Quirk } from '../internal/response.ts'

/**
 * The types of authorization details in your program (RFC 9396 section 2). Add yours, each with the members it has besides
 * `type`. Requests and responses then have these types.
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
// biome-ignore lint/suspicious/noEmptyInterface: programs extend it
export interface AuthorizationDetailTypes {}

/** Authorization details if `AuthorizationDetailTypes` is empty: the members of RFC 9396 section 2.2, and any other. */
export interface AnyAuthorizationDetail {
  type: string
  locations?: readonly string[]
  actions?: readonly string[]
  datatypes?: readonly string[]
  identifier?: string
  privileges?: readonly string[]
  [member: string]: unknown
}

/** One item of `authorization_details`. Its type is one of {@link AuthorizationDetailTypes}, if you have added any. */
export type AuthorizationDetail = keyof AuthorizationDetailTypes extends never
  ? AnyAuthorizationDetail
  : {
      [Type in keyof AuthorizationDetailTypes]: { type: Type } & AuthorizationDetailTypes[Type]
    }[keyof AuthorizationDetailTypes]

/** The `authorization_details` of a response, as a list of objects with a `type`. A single object is accepted, with a quirk. */
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
