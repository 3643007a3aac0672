import { misuse } from 'grantkit/internal/misuse'
import { jsonCopy } from './json-copy.ts'

/** Further members of a protected header, such as `x5t#S256`, `x5c` or `jku`, by which a server finds the key. */
export type FurtherHeader = Readonly<Record<string, unknown>>

/**
 * The caller's header members with our own. Refuses those that are set anyway, and those that change how a JWS is read
 * (RFC 7797, RFC 7516): the signature would not be what it seems.
 */
export function signedHeader(further: FurtherHeader | undefined, own: object): object {
  const header = jsonCopy('header', further)
  for (const name of [...Object.keys(own), 'alg', 'typ', 'jwk', 'b64', 'enc', 'zip']) {
    if (name in header) misuse(`header.${name}`, 'nothing: it is set here or forbidden')
  }
  return { ...own, ...header }
}
