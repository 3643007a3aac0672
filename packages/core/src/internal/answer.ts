/** What a server answered, filled in as it arrives, so that a timeout can say how far it got. */
export interface Answer {
  /** 0 until there are headers, and for a browser's opaque redirect. */
  httpStatus: number
  /** Empty if there is none, as in HTTP/2. */
  httpReason: string
  headers: Record<string, string>
  /** The body as text, as far as it came. */
  raw: string
  /** How much of the body came, in bytes after decompression. */
  size: number
  /** When the headers came, in epoch milliseconds; 0 until then. */
  receivedAt: number
  /** Why there is no whole answer. */
  code?: 'redirect' | 'network' | 'timeout' | 'body_too_large'
  /** What was thrown for that. */
  thrown?: unknown
  /** What reads the body, if it is a stream. */
  reader?: ReadableStreamDefaultReader<Uint8Array> | undefined
}

/** An answer of which nothing has come yet. */
export const noAnswer = (): Answer => ({ httpStatus: 0, httpReason: '', headers: {}, raw: '', size: 0, receivedAt: 0 })
