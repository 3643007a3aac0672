import { TokenSourceError, type TokenSourceErrorCode } from '@grantkit/tokens/token-source-error'

/** An error in a message. It has no `cause`, which could hold a secret. */
export interface WireError {
  name: string
  message: string
  code?: TokenSourceErrorCode
  /** Of a `TokenSourceError`: `reason`, `transient` and the server's error texts. */
  details?: Record<string, unknown>
}

const details = ['reason', 'transient', 'retryAfterMs', 'error', 'errorDescription', 'httpStatus'] as const

/** Names of errors whose messages hold no secret. */
const safeNames = /^(TypeError|RangeError|SyntaxError|AbortError|TimeoutError|NetworkError|DataCloneError|LoginError)$/

/** What to send of an error. */
export function wireErrorOf(error: unknown): WireError {
  const { name, message, code } = Object(error) as TokenSourceError
  if (name === 'TokenSourceError') {
    const known = details.map((each) => [each, (error as TokenSourceError)[each]])
    return { name, message, code, details: Object.fromEntries(known.filter(([, value]) => value !== undefined)) }
  }
  return safeNames.test(name) ? { name, message: `${message}` } : { name: 'Error', message: 'the worker failed' }
}

/** The error that was sent. */
export function errorOf(sent: unknown): Error {
  const { name, message, code, details: more } = Object(sent) as WireError
  const text = `${message}`
  if (name === 'TokenSourceError' && code) return new TokenSourceError(code, text, Object(more))
  if (name === 'TypeError') return new TypeError(text)
  return /^(Abort|Timeout)Error$/.test(name) ? new DOMException(text, name) : new Error(text)
}
