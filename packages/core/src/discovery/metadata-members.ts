import { urlOf } from '../internal/address.ts'
import { camelCase, isAbsent, type Json, textIn, textsIn } from '../internal/members.ts'
import type { Quirk } from '../internal/response.ts'
import { endpoints } from './document-fault.ts'

const booleans = /(_parameter|_logout|_session)_supported$|^require_|_access_tokens(_required)?$/
const lists = /(_supported|_servers|_resources)$/
const texts = /(_endpoint|_uri|_iframe|_documentation|^signed_metadata)$/

/**
 * The members of metadata, read by the type that the registry gives them (RFC 8414 section 7.1, RFC 9728 section 8.1). Null and
 * blank text count as absent. A wrong type is a quirk, as is an endpoint that isn't a URL: text in place of a boolean or a list is
 * read, anything else counts as absent. Unregistered members are unchanged.
 */
export function metadataMembers(json: Json, quirks: Quirk[]): Record<string, unknown> {
  return camelCase(json, (name) => readMember(json, name, json[name], quirks))
}

function readMember(json: Json, name: string, value: unknown, quirks: Quirk[]): unknown {
  // an http: one was refused before, if it is not permitted; of another type it is no URL either
  if (endpoints.test(name) && !isAbsent(value) && !urlOf(`${value}`, true)) value = 0
  const isBoolean = booleans.test(name)
  if (isBoolean ? typeof value === 'boolean' : !lists.test(name))
    return texts.test(name) ? textIn({ [name]: value }, name, quirks) : value
  if (!isBoolean && Array.isArray(value)) return textsIn(json, name, quirks)
  if (isAbsent(value)) return undefined
  const text = typeof value === 'string' ? value.trim() : ''
  // "true" as text must count, or a protection such as the promise of an iss would be off
  const isRead = isBoolean ? /^(true|false)$/i.test(text) : text
  quirks.push(`${name}-${isRead ? 'string' : 'invalid'}`)
  if (!isRead) return undefined
  return isBoolean ? /^t/i.test(text) : text.split(/\s+/)
}
