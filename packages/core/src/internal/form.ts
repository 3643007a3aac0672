import type { SnakeCase } from './members.ts'
import { checkObject, misuse } from './misuse.ts'
import { type Pairs, pairsOf } from './pairs.ts'

/**
 * Parameters beyond the named members: a record (a list as a value repeats the name), a list of pairs, or
 * URLSearchParams. They are sent verbatim: repeats, order and empty values included. A standard parameter may come this
 * way too; it is then read as its named member is.
 */
export type RequestParameters = Pairs<string | readonly string[]>

/**
 * Parameters that have a member of a request, by their names on the wire: `redirect_uri` is the member `redirectUri`. Where
 * more than the spelling differs both are named, as in `auth_req_id=authenticationRequestId`.
 */
export type Fields = readonly string[]

/** The same for `Request`, whose members the compiler checks. */
export type FieldsOf<Request> = readonly (SnakeCase<keyof Request> | `${string}=${keyof Request & string}`)[]

/** The form of a request: its required and optional members, then its `parameters`, through which any of them may come. */
export function formOf(request: object, required: Fields, optional: Fields = []): URLSearchParams {
  checkObject('request', request)
  const members = request as Record<string, unknown>
  const form = new URLSearchParams()
  const all = [...required, ...optional].map(namesOf)
  for (const [name, member] of all) {
    const value = members[member]
    if (value != null) addTo(form, member, name, value, true)
  }
  if (members.parameters !== undefined) {
    for (const [name, value] of pairsOf('parameters', members.parameters as RequestParameters)) {
      const isNamed = all.some(([wire]) => wire === name)
      addTo(form, `parameters.${name}`, name, value, isNamed)
    }
  }
  for (const [name, member] of all.slice(0, required.length)) if (!form.has(name)) misuse(member, 'a non-empty string')
  return form
}

/** A field's name on the wire, and its member. */
function namesOf(field: string): readonly [name: string, member: string] {
  let names = known.get(field)
  if (!names) {
    const [name = '', member = name.replace(/_./g, (letter) => letter[1]!.toUpperCase())] = field.split('=')
    names = [name, member]
    known.set(field, names)
  }
  return names
}

// to make the two takes longer than all that is done with them
const known = /* @__PURE__ */ new Map<string, readonly [name: string, member: string]>()

/** Adds what was `given` as `said`; if it is of a member, unless it is blank or there already. */
function addTo(form: URLSearchParams, said: string, name: string, given: unknown, isNamed: boolean): void {
  if (said === 'authorizationDetails' && typeof given === 'object') given = JSON.stringify(given)
  // some are one value of many words; other lists repeat the parameter (RFC 8707 section 2)
  if (Array.isArray(given) && words.test(name) && given.every((word) => typeof word === 'string'))
    given = given.join(' ')
  if (Array.isArray(given)) {
    for (const value of given) addTo(form, said, name, value, isNamed)
    return
  }
  if (typeof given !== 'string') misuse(said, 'a string')
  if (isNamed) {
    // such as the line break of the file that it was read from (RFC 6749 appendix A)
    if (/^client_(id|secret)$/.test(name) && /\p{Cc}/u.test(given)) misuse(said, 'no control characters')
    const isThere = form.has(name)
    // of the blank ones only a password counts, and an equal one goes out once
    if (!(given.trim() || name === 'password') || (isThere && form.getAll(name).includes(given))) return
    if (isThere && !/^(resource|audience)$/.test(name)) misuse(said, `only one ${name}`)
  }
  form.append(name, given)
}

const words = /^(scope|prompt|acr_values|ui_locales)$/
