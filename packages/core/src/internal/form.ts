import { camelName, type SnakeCase, textIn } from './members.ts'
import { misuse } from './misuse.ts'
import { type Pairs, pairsOf } from './pairs.ts'

/**
 * Additional parameters: a record (a list as a value repeats the name), a list of pairs, or URLSearchParams. They are sent
 * verbatim, including repeats, order and empty values. Parameters that have a named member are accepted too, and are treated
 * like that member.
 */
export type RequestParameters = Pairs<string | readonly string[]>

/**
 * Parameter names that correspond to members of a request: `redirect_uri` is the member `redirectUri`, and `code!` is required.
 * If the member has another name, both are given: `auth_req_id=authenticationRequestId`.
 */
export type FieldsOf<Request> =
  readonly `${SnakeCase<keyof Request> | `${string}=${keyof Request & string}`}${'' | '!'}`[]

/** A parameter that corresponds to a member of a request. */
export interface Field {
  /** The parameter's name. */
  name: string
  member: string
  required: boolean
}

/** Fields from their names. Call it once for each list, because it takes longer than making a form. */
export function fieldsOf(...texts: readonly string[]): Field[] {
  return texts.map((text) => {
    const [name = '', member] = text.split(/[=!]/)
    return { name, member: member || camelName(name), required: text.endsWith('!') }
  })
}

type Members = Record<string, unknown>
type EndpointParameters = { parameters?: RequestParameters }

/** The form of a request: its members, then its `parameters`, which may also contain fields. */
export function formOf(members: object, fields: readonly Field[]): URLSearchParams {
  const form = new URLSearchParams()
  for (const { name, member } of fields) {
    const given = (members as Members)[member]
    if (given != null) addTo(form, member, name, given, true)
  }
  for (const [name, given] of pairsOf('parameters', (members as EndpointParameters).parameters)) {
    const isNamed = fields.some((field) => field.name === name)
    addTo(form, `parameters.${name}`, name, given, isNamed, true)
  }
  for (const { name, member, required } of fields) {
    if (required && !textIn(members as Members, member) && !form.has(name)) misuse(member, 'a non-empty string')
  }
  return form
}

/** Adds the value `given` of the member or parameter `said`. The value of a named member isn't added if it is blank or a repeat. */
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
    // some lists are one value with spaces, others repeat the parameter (RFC 8707 section 2)
    const isText = words.test(name) && given.every((word) => typeof word === 'string')
    for (const value of isText ? [given.join(' ')] : given) addTo(form, said, name, value, isNamed, true)
    return
  }
  if (typeof given !== 'string') misuse(said, 'a string')
  if (isNamed) {
    // for instance the line break of the file that the secret was read from (RFC 6749 appendix A)
    if (/^client_(id|secret)$/.test(name) && /[^ -~\xa0-\uffff]/.test(given)) misuse(said, 'no control characters')
    const isThere = mayRepeat && form.has(name)
    // blank values are left out, except a password's, and a repeated value is sent once
    if (!(given.trim() || name === 'password') || (isThere && form.getAll(name).includes(given))) return
    if (isThere && !/^(resource|audience)$/.test(name)) misuse(said, `only one ${name}`)
  }
  form.append(name, given)
}

const words = /^(scope|prompt|acr_values|ui_locales)$/
