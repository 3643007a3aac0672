/** `none` on success. Otherwise what failed: the OAuth server (`protocol`), plain HTTP, or the transport (`exception`). */
export type ErrorType = 'none' | 'protocol' | 'http' | 'exception'

/** The kind of a failure: a closed union to `switch` on. */
export type FailureCode =
  /** The server refused: `error` is its OAuth error code (RFC 6749 section 5.2). */
  | 'oauth_error'
  /** A 2xx response without what the endpoint must return. */
  | 'invalid_response'
  /** Any other status, without an OAuth error. */
  | 'http_error'
  /** A redirect. Redirects are never followed. */
  | 'redirect'
  /** No response or an incomplete one: offline, refused, TLS, CORS, or the connection was lost. */
  | 'network'
  /** No complete response within `timeoutMs`. */
  | 'timeout'
  /** A response body larger than `maxBodyBytes`. */
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
   * A member of the response, with what is wrong. `invalid`: the wrong JSON type or out of range, so it counts as absent.
   * `missing`: absent. The others were read anyway. `string`: text in place of another type. `object`: one object in place of a
   * list. `list`: a list in place of text. `float`: a number with a fraction. `milliseconds`: in place of seconds.
   */
  | `${string}-${'invalid' | 'missing' | 'string' | 'object' | 'list' | 'float' | 'milliseconds'}`

/** The members of every response, success or failure. Plain data. */
export interface ResponseMembers {
  /** The status, or 0 if there was no response. */
  httpStatus: number
  /** The headers, under lower-case names. A page can read only some headers of another origin's response. */
  headers: Record<string, string>
  /** The received part of the body, as text. */
  raw: string
  /** The `DPoP-Nonce` for the next proof (RFC 9449 section 8), if the response has a valid one. */
  dpopNonce?: string
  /** Deviations from the standard that were tolerated, in no particular order; empty for a correct response. */
  quirks: Quirk[]
}

/** The members of every success. */
export interface SuccessMembers extends ResponseMembers {
  /** False: the members of the response are present. After `if (response.isError)` the compiler knows which of the two it is. */
  isError: false
  /** `none` on every success. */
  errorType: 'none'
  /** The complete response, including non-standard members. */
  json: Record<string, unknown>
}

/** The members of every failure. `raw`, `json` and `headers` are readable but not enumerable, so that logs leave them out. */
export interface Failure extends ResponseMembers {
  /** True: `error` and `code` say why. */
  isError: true
  /** `protocol`: the server's error, or an invalid response. `http`: only a status. `exception`: no complete response. */
  errorType: Exclude<ErrorType, 'none'>
  /** The server's error code, the reason phrase, or the message of the exception. Never empty. */
  error: string
  /** The kind of failure, from a closed list to `switch` on. The server's own error code is in `error`. */
  code: FailureCode
  /** The server's description, or ours if it sent none. */
  errorDescription?: string
  /** A page about the error, from the server. */
  errorUri?: string
  /** The reason phrase; HTTP/2 has none. */
  httpReason?: string
  /** A copy of what was thrown, without the request. */
  exception?: Error
  /** The wait that the server asks for in `Retry-After`, in milliseconds, if it can be read. */
  retryAfterMs?: number
  /** Whether the same request may succeed later. */
  transient: boolean
  /** The JSON object in the response, if there is one. */
  json: Record<string, unknown> | undefined
}
