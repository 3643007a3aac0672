import { misuse } from 'grantkit/internal/misuse'
import { jsonCopy } from './json-copy.ts'

/** Additional members of a protected header, by which a server finds the key, such as `x5t#S256`, `x5c` or `jku`. */
export type FurtherHeader = Readonly<Record<string, unknown>>

/**
 * The caller's header members with our own. Throws for members that are set here, and for members that would make a receiver read
 * the JWS differently (RFC 7797, RFC 7516).
 */
export function signedHeader(further: FurtherHeader | undefined, own: object): object {
  const header = jsonCopy('header', further)
  for (const name of [...Object.keys(own), 'alg', 'typ', 'jwk', 'b64', 'enc', 'zip']) {
    if (name in header) misuse(`header.${name}`, 'nothing: it is set here or forbidden')
  }
  return { ...own, ...header }
}
