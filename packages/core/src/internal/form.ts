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

/** The form of a request: its required and optional members, then its `parameters`, through which any of them may come. */
export function formOf(request: object, required: Fields, optional?: Fields): URLSearchParams {
  if (Object(request) !== request) misuse('request', 'an object')
  const form = new URLSearchParams()
  const fields = { ...required, ...optional }
  const members = request as Record<string, unknown>
  const add = (field: string, name: string, given: unknown, repeats: boolean): void => {
    const values = [given ?? []].flat()
    if (values.some((value) => typeof value !== 'string')) misuse(field, 'a string')
    // scope is one value of many words; other lists repeat the parameter (RFC 8707 section 2)
    for (const value of name === 'scope' ? [values.join(' ')] : (values as string[])) {
      const present = form.getAll(name)
      // an equal value goes out once; of the blank ones only a password counts
      if (present.includes(value) || !(value.trim() || name === 'password')) continue
      if (present[0] && !repeats) misuse(field, `only one ${name}`)
      form.append(name, value)
    }
  }
  for (const field in fields) add(field, fields[field]!, members[field], mayRepeat.test(field))
  for (const [name, value] of pairsOf(members.parameters as RequestParameters)) {
    add(`parameters.${name}`, name, value ?? 0, mayRepeat.test(name) || !Object.values(fields).includes(name))
  }
  for (const field in required) if (!form.has(required[field]!)) misuse(field, 'a non-empty string')
  return form
}

const mayRepeat = /^(resource|audience)$/
