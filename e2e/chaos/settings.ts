/** A way in which servers rotate refresh tokens. */
export interface Setting {
  setting: string
  /** For how long the server still takes a refresh token that it has rotated, in milliseconds. */
  rotationOverlapMs: number
}

/** The two ways there are. */
export const settings: readonly Setting[] = [
  // as several commercial servers do
  { setting: 'with an overlap window', rotationOverlapMs: 30_000 },
  { setting: 'without an overlap window', rotationOverlapMs: 0 },
]
