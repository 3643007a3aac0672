/** A way in which servers rotate refresh tokens. */
export interface Setting {
  setting: string
  /** How long the server still accepts a rotated refresh token, in milliseconds. */
  rotationOverlapMs: number
}

/** The two ways of rotation. */
export const settings: readonly Setting[] = [
  // like several commercial servers
  { setting: 'with an overlap window', rotationOverlapMs: 30_000 },
  { setting: 'without an overlap window', rotationOverlapMs: 0 },
]
