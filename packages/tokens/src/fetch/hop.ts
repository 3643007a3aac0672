/** What is sent to one address, on the way to the answer; without what authorizes it. */
export interface Hop {
  url: URL
  method: string
  headers: Headers
  hasBody: boolean
}
