/** The two ways in which servers rotate refresh tokens. */
export const settings = [
  // as several commercial servers do
  { setting: 'with an overlap window', rotationOverlapMs: 30_000 },
  { setting: 'without an overlap window', rotationOverlapMs: 0 },
]
