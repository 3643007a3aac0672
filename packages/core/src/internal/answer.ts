/** A response as far as it has arrived. It is filled in piece by piece, so that a timeout can say how much came. */
export interface Answer {
  /** 0 until the headers have come, and for a browser's opaque redirect. */
  httpStatus: number
  /** The reason phrase. Empty if there is none, as in HTTP/2. */
  httpReason: string
  headers: Record<string, string>
  /** The received part of the body, as text. */
  raw: string
  /** The length of the received part of the body, in bytes after decompression. */
  size: number
  /** When the headers came, in epoch milliseconds; 0 until then. */
  receivedAt: number
  /** Why the response isn't complete. */
  code?: 'redirect' | 'network' | 'timeout' | 'body_too_large'
  /** The error that was thrown in that case. */
  thrown?: unknown
  /** The reader of the body, if it is a stream. */
  reader?: ReadableStreamDefaultReader<Uint8Array> | undefined
}

/** A response of which nothing has arrived yet. */
export const noAnswer = (): Answer => ({ httpStatus: 0, httpReason: '', headers: {}, raw: '', size: 0, receivedAt: 0 })
