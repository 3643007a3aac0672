import { checkFunction, checkObject, checkSignal, misuse } from './misuse.ts'

/** A function like `fetch`: the global one, one that uses a proxy or a client certificate, or one for a test. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** How to send a request. */
export interface RequestOptions {
  /** Sends the request. It is called as a plain function. @default the global `fetch` at the time of the call */
  fetch?: Fetch | undefined
  /** Ends the call early: its promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  /** How long the whole call may take, including the body, in milliseconds from 1 to 2147483647. @default 10000 */
  timeoutMs?: number | undefined
  /** The maximum size of a response body, in bytes after decompression. @default 1048576 */
  maxBodyBytes?: number | undefined
  /** Permits `http:` to hosts that are not loopback: anyone on the network path can read the tokens. @default false */
  allowInsecureHttp?: boolean | undefined
  /** The current time, in epoch milliseconds. @default Date.now */
  now?: (() => number) | undefined
}

/** Throws for options that would make a call fail late or hang. */
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
