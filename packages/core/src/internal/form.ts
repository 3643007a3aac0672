import { checkObject, misuse } from './misuse.ts'
import { type Pairs, pairsOf } from './pairs.ts'

/**
 * Parameters beyond the named members: a record (a list as a value repeats the name), a list of pairs, or
 * URLSearchParams. They are sent verbatim: repeats, order and empty values included. A standard parameter may come this
 * way too; it is then read as its named member is.
 */
export type RequestParameters = Pairs<string | readonly string[]>

/** The members of a request that go into its form, each with its name on the wire. */
export type Fields = Readonly<Record<string, string>>

/** The form of a request: its required and optional members, then its `parameters`, through which any of them may come. */
export function formOf(request: object, required: Fields, ...optional: (Fields | undefined)[]): URLSearchParams {
  checkObject('request', request)
  const form = new URLSearchParams()
  const all = [required, ...optional]
  const members = request as Record<string, unknown>
  for (const fields of all) {
    for (const field in fields) {
      const value = members[field]
      if (value != null) addTo(form, field, fields[field]!, value, true)
    }
  }
  for (const [name, value] of pairsOf('parameters', members.parameters as RequestParameters)) {
    const isNamed = all.some((fields) => Object.values(fields ?? {}).includes(name))
    addTo(form, `parameters.${name}`, name, value, isNamed)
  }
  for (const field in required) if (!form.has(required[field]!)) misuse(field, 'a non-empty string')
  return form
}

function addTo(form: URLSearchParams, field: string, name: string, given: unknown, isNamed: boolean): void {
  if (field === 'authorizationDetails' && typeof given === 'object') given = JSON.stringify(given)
  if (Array.isArray(given)) {
    // some are one value of many words; other lists repeat the parameter (RFC 8707 section 2)
    const isWords = words.test(name) && given.every((word) => typeof word === 'string')
    for (const value of isWords ? [given.join(' ')] : given) addTo(form, field, name, value, isNamed)
    return
  }
  if (typeof given !== 'string') misuse(field, 'a string')
  if (isNamed) {
    // such as the line break of the file that it was read from (RFC 6749 appendix A.2)
    if (name === 'client_secret' && /\p{Cc}/u.test(given)) misuse(field, 'a string without control characters')
    const isThere = form.has(name)
    // of the blank ones only a password counts, and an equal one goes out once
    if (!(given.trim() || name === 'password') || (isThere && form.getAll(name).includes(given))) return
    if (isThere && !/^(resource|audience)$/.test(name)) misuse(field, `only one ${name}`)
  }
  form.append(name, given)
}

const words = /^(scope|prompt|acr_values|ui_locales)$/
