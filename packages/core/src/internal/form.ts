import { camelName, type SnakeCase, textIn } from './members.ts'
import { misuse } from './misuse.ts'
import { type Pairs, pairsOf } from './pairs.ts'

/**
 * Parameters beyond the named members: a record (a list as a value repeats the name), a list of pairs, or
 * URLSearchParams. They are sent verbatim: repeats, order and empty values included. A standard parameter may come this
 * way too; it is then read as its named member is.
 */
export type RequestParameters = Pairs<string | readonly string[]>

/**
 * Parameters that have a member of a request, by their names on the wire: `redirect_uri` is the member `redirectUri`, and
 * `code!` must be there. Where more than the spelling differs both are named, as in `auth_req_id=authenticationRequestId`.
 */
export type FieldsOf<Request> =
  readonly `${SnakeCase<keyof Request> | `${string}=${keyof Request & string}`}${'' | '!'}`[]

/** A parameter that has a member of a request. */
export interface Field {
  /** On the wire. */
  name: string
  member: string
  required: boolean
}

/** Fields from their names: read once for each list, for that takes longer than all that is done with them. */
export function fieldsOf(...texts: readonly string[]): Field[] {
  return texts.map((text) => {
    const [name = '', member] = text.split(/[=!]/)
    return { name, member: member || camelName(name), required: text.endsWith('!') }
  })
}

/** The form of a request: its members, then its `parameters`, through which any of them may come. */
export function formOf(request: object, fields: readonly Field[]): URLSearchParams {
  const members = request as Record<string, unknown>
  const form = new URLSearchParams()
  for (const { name, member } of fields) {
    const given = members[member]
    if (given != null) addTo(form, member, name, given, true)
  }
  for (const [name, given] of pairsOf('parameters', members.parameters as RequestParameters)) {
    const isNamed = fields.some((field) => field.name === name)
    addTo(form, `parameters.${name}`, name, given, isNamed, true)
  }
  for (const { name, member, required } of fields) {
    if (required && !textIn(members, member) && !form.has(name)) misuse(member, 'a non-empty string')
  }
  return form
}

/** Adds what was `given` as `said`; if it is of a member, unless it is blank or there already. */
function addTo(
  form: URLSearchParams,
  said: string,
  name: string,
  given: unknown,
  isNamed: boolean,
  mayRepeat?: boolean,
): void {
  if (said === 'authorizationDetails' && typeof given === 'object') given = JSON.stringify(given)
  if (Array.isArray(given)) {
    // some are one value of many words; other lists repeat the parameter (RFC 8707 section 2)
    const isText = words.test(name) && given.every((word) => typeof word === 'string')
    for (const value of isText ? [given.join(' ')] : given) addTo(form, said, name, value, isNamed, true)
    return
  }
  if (typeof given !== 'string') misuse(said, 'a string')
  if (isNamed) {
    // such as the line break of the file that it was read from (RFC 6749 appendix A)
    if (/^client_(id|secret)$/.test(name) && /[^ -~\xa0-\uffff]/.test(given)) misuse(said, 'no control characters')
    const isThere = mayRepeat && form.has(name)
    // of the blank ones only a password counts, and an equal one goes out once
    if (!(given.trim() || name === 'password') || (isThere && form.getAll(name).includes(given))) return
    if (isThere && !/^(resource|audience)$/.test(name)) misuse(said, `only one ${name}`)
  }
  form.append(name, given)
}

const words = /^(scope|prompt|acr_values|ui_locales)$/
