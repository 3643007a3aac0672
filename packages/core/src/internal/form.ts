import { misuse } from './misuse.ts'
import { type Pairs, pairsOf } from './pairs.ts'

/**
 * Parameters beyond the named members: a record (a list as a value repeats the name), a list of pairs, or
 * URLSearchParams. A standard parameter may come this way too, once. Sent verbatim; one without a value isn't sent, which
 * means the same (RFC 6749 section 3.2).
 */
export type RequestParameters = Pairs<string | readonly string[]>

/** The members of a request that go into its form, each with its name on the wire. */
export type Fields = Readonly<Record<string, string>>

/** Adds a value once. Refuses one of another type, and a second one for a name that may not repeat. */
export function addTo(form: URLSearchParams, name: string, value: unknown, field: string, repeats?: boolean): void {
  if (typeof value !== 'string') misuse(field, 'a string')
  const present = form.getAll(name)
  // an empty password is a password
  if (present.includes(value) || !(value.trim() || name === 'password')) return
  if (present[0] && !repeats) misuse(field, `one value for ${name}`)
  form.append(name, value)
}

/** The form of a request: its required and optional members, then its `parameters`, through which any of them may come. */
export function formOf(request: object, required: Fields, optional: Fields = {}): URLSearchParams {
  const form = new URLSearchParams()
  const fields = { ...required, ...optional }
  const members = request as Record<string, unknown>
  for (const field in fields) {
    const list = [members[field] ?? []].flat()
    // scope is one value of many words; other lists repeat the parameter (RFC 8707 section 2)
    const isScope = field === 'scope' && list.every((word) => typeof word === 'string')
    for (const value of isScope ? [list.join(' ')] : list)
      addTo(form, fields[field]!, value, field, repeated.test(field))
  }
  for (const [name, values] of pairsOf('parameters', members.parameters as RequestParameters)) {
    const repeats = repeated.test(name) || !Object.values(fields).includes(name)
    for (const value of [values].flat()) addTo(form, name, value, `parameters.${name}`, repeats)
  }
  for (const field in required) if (!form.has(required[field]!)) misuse(field, 'a non-empty string')
  return form
}

const repeated = /^(resource|audience)$/
