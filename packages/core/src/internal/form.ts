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
export function formOf(request: object, required: Fields, ...optional: (Fields | undefined)[]): URLSearchParams {
  if (Object(request) !== request) misuse('request', 'an object')
  const form = new URLSearchParams()
  const all = [required, ...optional]
  const members = request as Record<string, unknown>
  for (const fields of all) {
    for (const field in fields) {
      const value = members[field]
      if (value != null) addTo(form, field, fields[field]!, value, mayRepeat(field))
    }
  }
  for (const [name, value] of pairsOf('parameters', members.parameters as RequestParameters)) {
    const isStandard = all.some((fields) => Object.values(fields ?? {}).includes(name))
    addTo(form, `parameters.${name}`, name, value, !isStandard || mayRepeat(name))
  }
  for (const field in required) if (!form.has(required[field]!)) misuse(field, 'a non-empty string')
  return form
}

function addTo(form: URLSearchParams, field: string, name: string, given: unknown, repeats: boolean): void {
  if (Array.isArray(given)) {
    // some are one value of many words; other lists repeat the parameter (RFC 8707 section 2)
    const isWords = words.test(name) && given.every((word) => typeof word === 'string')
    for (const value of isWords ? [given.join(' ')] : given) addTo(form, field, name, value, repeats)
    return
  }
  if (typeof given !== 'string') misuse(field, 'a string')
  const isThere = form.has(name)
  // of the blank ones only a password counts, and an equal one goes out once
  if (!(given.trim() || name === 'password') || (isThere && form.getAll(name).includes(given))) return
  if (isThere && !repeats) misuse(field, `only one ${name}`)
  form.append(name, given)
}

const words = /^(scope|prompt|acr_values|ui_locales)$/
const mayRepeat = (name: string): boolean => name === 'resource' || name === 'audience'
