import { checkFunction, checkObject, checkSignal, misuse } from './misuse.ts'

/** Any function shaped like `fetch`: the global one, one bound to a proxy or a client certificate, a test's. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** How a request is sent. */
export interface RequestOptions {
  /** Sends the request, called as a plain function. @default the global `fetch`, looked up at each call */
  fetch?: Fetch | undefined
  /** Ends the call early: its promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  /** How long the whole call may take, in milliseconds, body included; from above 0 to 2147483647. @default 10000 */
  timeoutMs?: number | undefined
  /** The largest answer that is read, in bytes, after decompression. @default 1048576 */
  maxBodyBytes?: number | undefined
  /** Permits `http:` to hosts that are not loopback: anyone on the network path can read the tokens. @default false */
  allowInsecureHttp?: boolean | undefined
  /** The current time, in epoch milliseconds. @default Date.now */
  now?: (() => number) | undefined
}

/** Refuses options that would make a call fail late, or hang. */
export function checkOptions(options: RequestOptions): void {
  checkObject('options', options)
  const { fetch, now, signal, timeoutMs = 1, maxBodyBytes = 1 } = options
  checkFunction('fetch', fetch)
  checkFunction('now', now)
  checkSignal(signal)
  // a longer delay overflows the timer, which then fires at once
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) misuse('timeoutMs', '1 to 2147483647 ms')
  if (!(maxBodyBytes > 0)) misuse('maxBodyBytes', 'bytes above 0')
}
