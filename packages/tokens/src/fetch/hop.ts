/** A request to one address, before or after a redirect, without token and proof. */
export interface Hop {
  url: URL
  method: string
  headers: Headers
  hasBody: boolean
}
