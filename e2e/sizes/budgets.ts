/** Bytes, minified and gzipped, that grantkit takes for a job of `jobs.ts`, whichever the bundler. */
export interface Budget {
  /** What the design hoped for, where it said a number. */
  aim?: number
  /** The most there may be: a ratchet, which only goes down. Over it, the sizes fail. */
  most: number
}

/**
 * The aims were set before the protections were. All of them together, written as tersely as can be in one function
 * without a name that a reader could use, take 3400 bytes: the form and its checks, four ways of client authentication,
 * the deadline, the limit on bodies, the tolerant reader, the DPoP retry, and errors that hold no secret.
 * The first two went up once, by 90 and 80: a DPoP signer learns the server's time, and refuses tokens that are not bound.
 */
export const budgets = named({
  // what a page ships for a login
  'PKCE + code exchange': { aim: 2600, most: 4950 },
  // what a service ships that binds a client and calls the everyday grants; binding brings every grant
  'six functions + createTokenClient': { aim: 3200, most: 5350 },
  // the most that anybody ever ships; the strictest peer takes 14.4 kB
  everything: { aim: 9000, most: 12_100 },
  // what of these is jose's own stands beside them in the table: two thirds of DPoP and of an ID token, half of everything
  DPoP: { most: 9100 },
  'a client assertion': { most: 7080 },
  // every check of every specification; the keys come through core
  'an ID token': { most: 13_100 },
  'everything signed and encrypted': { most: 37_400 },
  // about 4.5 kB are core's request, which every moment of a page shares
  'a sign-in click': { most: 10_400 },
  // validation, which is loaded later, and core's request included
  'a login callback': { most: 26_900 },
  // about 4.5 kB are core's request
  "a user's tokens": { most: 12_200 },
  'client credentials + fetch': { most: 12_150 },
  'everything of tokens': { most: 17_500 },
  // of which ky takes 8.9 kB
  'client credentials + ky': { most: 20_800 },
  'everything of ky': { most: 5250 },
})

function named<Name extends string>(all: Record<Name, Budget>): Record<Name, Budget> {
  return all
}
