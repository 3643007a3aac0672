/** Any function shaped like `fetch`: the global one, one bound to a proxy or a client certificate, a test's. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** How a request is sent. */
export interface RequestOptions {
  /** Sends the request, called as a plain function. @default the global `fetch`, looked up at each call */
  fetch?: Fetch
  /** Ends the call early: its promise rejects with the signal's reason. */
  signal?: AbortSignal
  /** How long the whole call may take, in milliseconds, body included; from above 0 to 2147483647. @default 10000 */
  timeoutMs?: number
  /** The largest answer that is read, in bytes, after decompression. @default 1048576 */
  maxBodyBytes?: number
  /** Permits `http:` to hosts that are not loopback: whoever is on the way can read everything. @default false */
  allowInsecureHttp?: boolean
  /** The present, in epoch milliseconds. @default Date.now */
  now?: () => number
}
