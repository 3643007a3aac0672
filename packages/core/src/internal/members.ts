import type { Answer } from './answer.ts'
import type { Quirk } from './response.ts'

/** A JSON object as received. */
export type Json = Readonly<Record<string, unknown>>

/** Whether a member counts as absent: some servers send null or blank text instead of leaving it out. */
export const isAbsent = (value: unknown): boolean => value == null || (typeof value === 'string' && !value.trim())

/** A text member, if it is not blank. Any other JSON type counts as absent, with a quirk. */
export function textIn(json: Json | undefined, name: string, quirks?: Quirk[]): string | undefined {
  const value = json?.[name]
  if (typeof value === 'string') return value.trim() ? value : undefined
  if (value != null) quirks?.push(`${name}-invalid`)
  return undefined
}

/** Why a required text member is not acceptable; undefined if it is. */
export function lackOf(json: Json, name: string): string | undefined {
  if (textIn(json, name)) return undefined
  return `${name} is ${isAbsent(json[name]) ? 'missing' : 'not a string'}`
}

/** The texts in a member that is a text or a list of texts; empty if it is absent. Anything else in it is skipped, with a quirk. */
export function textsIn(json: Json, name: string, quirks: Quirk[]): string[] {
  const all = [json[name] ?? []].flat()
  const texts = all.filter((value) => typeof value === 'string')
  if (texts.length < all.length) quirks.push(`${name}-invalid`)
  return texts.filter((text) => text.trim())
}

/** `scope`, separated by spaces. A list is accepted, with a quirk. GitHub sends an empty one if no scope was granted. */
export function scopeIn(json: Json, quirks: Quirk[]): string | undefined {
  const { scope } = json
  if (scope === '') return scope
  if (!Array.isArray(scope) || scope.some((word) => typeof word !== 'string')) return textIn(json, 'scope', quirks)
  quirks.push('scope-list')
  return scope.join(' ')
}

/** A member that is a number of seconds from `least` to `most`. Digits as text are accepted, with a quirk. */
function secondsIn(json: Json, name: string, quirks: Quirk[], most: number, least = 0): number | undefined {
  const value = json[name]
  if (value === undefined) return undefined
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? +value : value
  if (typeof seconds === 'number' && seconds >= least && seconds <= most) {
    if (seconds !== value) quirks.push(`${name}-string`)
    return seconds
  }
  quirks.push(`${name}-invalid`)
  return undefined
}

/** A member that is a time in seconds since 1970, as epoch milliseconds. Milliseconds are accepted, with a quirk. */
export function instantIn(json: Json, name: string, quirks: Quirk[]): number | undefined {
  const value = isAbsent(json[name]) ? undefined : secondsIn(json, name, quirks, 8.64e12)
  if (value === undefined || value < 1e11) return value && value * 1000
  quirks.push(`${name}-milliseconds`)
  return value
}

/** The lifetime of something that a server issued. */
export interface Lifetime {
  /** In whole seconds. Absent if the server sent none, or an invalid one. */
  expiresIn?: number
  /** When it expires, in epoch milliseconds: `expiresIn` after the response came. */
  expiresAt?: number
}

/** Adds the lifetime from `expires_in`, unless that is negative, a point in time, or too large for a date. */
export function addLifetime<Members extends object>(
  members: Members & Lifetime,
  json: Json,
  quirks: Quirk[],
  { receivedAt }: Answer,
): Members & Lifetime {
  const isInstant = /^1\d{9}(\d{3})?(\.|$)/.test(`${json.expires_in}`)
  const seconds = secondsIn(json, 'expires_in', quirks, isInstant ? 0 : (8.64e15 - receivedAt) / 1000)
  if (seconds !== undefined) {
    const expiresIn = Math.floor(seconds)
    if (expiresIn !== seconds) quirks.push('expires_in-float')
    members.expiresIn = expiresIn
    members.expiresAt = receivedAt + expiresIn * 1000
  }
  return members
}

/** The polling `interval` of a response, in milliseconds. 5 s if it is missing, or not from 1 s to 5 min. */
export function intervalMsIn(json: Json, quirks: Quirk[]): number {
  return (secondsIn(json, 'interval', quirks, 300, 1) ?? 5) * 1000
}

/** The snake_case form of a camelCase name. */
export type SnakeCase<Name> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : ''
type Required<Members> = { [Name in keyof Members]: undefined extends Members[Name] ? never : Name }[keyof Members]

/**
 * The text members of a response, under camelCase names. If a required member is missing or not text, returns a message that says
 * so; undefined if there is no object. The compiler checks that the two lists have the names of `Members` in snake_case.
 */
export function textMembers<Members extends object>(
  json: Json | undefined,
  quirks: Quirk[],
  required: readonly SnakeCase<Required<Members>>[],
  optional: readonly SnakeCase<Exclude<keyof Members, Required<Members>>>[] = [],
): Members | string | undefined {
  if (!json) return json
  for (const name of required) {
    const lack = lackOf(json, name)
    if (lack) return lack
  }
  const names: string[] = [...required, ...optional]
  return camelCase(json, (name) => (names.includes(name) ? textIn(json, name, quirks) : undefined)) as Members
}

/**
 * The members of a JSON object under camelCase names, with the values that `read` returns. Undefined values are left out, and so
 * are names with capitals, so that two names can't become the same. `__proto__` becomes `_Proto__`, which is harmless.
 */
export function camelCase(json: Json, read = (name: string): unknown => json[name]): Record<string, unknown> {
  const members: Record<string, unknown> = {}
  for (const name in json) {
    const value = /[A-Z]/.test(name) ? undefined : read(name)
    if (value !== undefined) members[camelName(name)] = value
  }
  return members
}

/** The camelCase form of a snake_case name. */
export const camelName = (name: string): string => name.replace(/_[a-z]/g, (letter) => letter[1]!.toUpperCase())
