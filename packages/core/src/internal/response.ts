/** `none` on success; else who failed: the protocol's partner, plain HTTP, or the way there. */
export type ErrorType = 'none' | 'protocol' | 'http' | 'exception'

/** Why there is no success, as a closed union to `switch` on. */
export type FailureCode =
  /** The server refused, in OAuth's words: `error` (RFC 6749 section 5.2). */
  | 'oauth_error'
  /** A 2xx answer that is not what the endpoint owes. */
  | 'invalid_response'
  /** Another status, without OAuth's words. */
  | 'http_error'
  /** A redirect, which is never followed. */
  | 'redirect'
  /** No answer: offline, refused, TLS, CORS, or broken off. */
  | 'network'
  /** No whole answer within `timeoutMs`. */
  | 'timeout'
  /** An answer larger than `maxBodyBytes`. */
  | 'body_too_large'

/** A deviation from the standard that was tolerated. */
export type Quirk =
  | 'form-encoded'
  | 'content-type'
  | 'byte-order-mark'
  | `status-${number}`
  | `error-in-${number}`
  | 'key-malformed'
  | 'verification_url'
  /**
   * A member of the response, by its name on the wire: of the wrong JSON type or beyond all bounds, so it counts as absent
   * (`invalid`); absent (`missing`); or read although it is text (`string`), one text or object in place of a list or a list
   * in place of one (`string`, `object`, `list`), a number with a fraction (`float`), or in milliseconds in place of seconds.
   */
  | `${string}-${'invalid' | 'missing' | 'string' | 'object' | 'list' | 'float' | 'milliseconds'}`

/** What every response holds, whether it succeeded or not. Plain data. */
export interface ResponseMembers {
  /** The status, or 0 if there was no response. */
  httpStatus: number
  /** The headers that could be read, under lower-case names: across origins a page sees few of them. */
  headers: Record<string, string>
  /** The body as text, as far as it came. */
  raw: string
  /** The `DPoP-Nonce` for the next proof (RFC 9449 section 8), if it came and is readable. */
  dpopNonce?: string
  /** Deviations from the standard that were tolerated, in no particular order; empty for a correct response. */
  quirks: Quirk[]
}

/** What every success holds. */
export interface SuccessMembers extends ResponseMembers {
  /** False: the members of the answer are there. After `if (response.isError)` the compiler knows which of the two it is. */
  isError: false
  /** `none` on every success. */
  errorType: 'none'
  /** The whole answer, members of the server's own included. */
  json: Record<string, unknown>
}

/** What every failure holds; `raw`, `json` and `headers` are readable but not enumerable, so that a log leaves them out. */
export interface Failure extends ResponseMembers {
  /** True: `error` and `code` say why. */
  isError: true
  /** Who failed: `protocol` for the server's refusal or an answer that lacks something, `http` for a bare status, `exception` if no whole answer came. */
  errorType: Exclude<ErrorType, 'none'>
  /** The server's error code, the reason phrase, or the message of what was thrown. Never empty. */
  error: string
  /** The kind of failure, from a closed list to `switch` on; what the server itself says is in `error`. */
  code: FailureCode
  /** The server's description, or ours if it sent none. */
  errorDescription?: string
  /** The server's page about the error. */
  errorUri?: string
  /** The reason phrase; HTTP/2 has none. */
  httpReason?: string
  /** A copy of what was thrown, without what the transport knew of the request. */
  exception?: Error
  /** How long the server asks to wait, in milliseconds, if `Retry-After` came and is readable. */
  retryAfterMs?: number
  /** Whether the same request may do better later. */
  transient: boolean
  /** The object that came, if one did. */
  json: Record<string, unknown> | undefined
}
