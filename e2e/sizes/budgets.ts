/** The size of grantkit for a job of `jobs.ts`: minified and gzipped, with the less favourable bundler. */
export interface Budget {
  /** The aim of the design, if it has a number. Not reached yet if `most` is larger. */
  aim?: number
  /** The budget. It may only go down. The sizes fail if it is exceeded. */
  most: number
}

/**
 * All budgets went up once, for fixes after tests with real servers and hostile keys: members of responses are checked by type,
 * failures name their cause, secrets are masked in every encoding, public keys are checked before use, a client may have its own
 * authentication method, and sessions are compared before they are written. They went up again, by 2 % at most, when
 * options and hooks that turned a protection off, or ended the process, were refused at once.
 */
export const budgets = named({
  // for a page with a login
  'PKCE + code exchange': { aim: 4900, most: 5965 },
  // for a service with a bound client, which includes every grant
  'six functions + createTokenClient': { aim: 5350, most: 6520 },
  // everything, including the part that reads callbacks for oidc; the strictest peer takes 14.4 kB
  everything: { aim: 12_000, most: 14_845 },
  // the four jobs of jose include the jose library only for encryption
  DPoP: { aim: 3900, most: 3855 },
  'a client assertion': { aim: 2900, most: 2885 },
  // all checks of all specifications; core loads the keys
  'an ID token': { aim: 5000, most: 6020 },
  'everything signed and encrypted': { aim: 37_000, most: 43_110 },
  // about 6 kB are core's request code, which all moments of a page share
  'a sign-in click': { most: 10_310 },
  // includes core's request code, and 280 bytes that describe how an iss differs; validation is loaded later
  'a login callback': { most: 10_920 },
  // includes sessions, the fetch of tokens and jose's encryption; runs on servers only
  'a web app on a server': { most: 37_855 },
  // about 6 kB are core's request code; the code for sessions in a store is loaded later
  "a user's tokens": { aim: 9000, most: 12_250 },
  'client credentials + fetch': { most: 12_725 },
  // includes everything that is loaded later: sessions in memory and in a store
  'everything of tokens': { most: 24_680 },
  // including 8.9 kB of ky
  'client credentials + ky': { most: 21_460 },
  'everything of ky': { most: 5690 },
})

/**
 * The bytes that a page of `@grantkit/browser` loads at each moment, with the less favourable of two bundlers. The aims were set
 * before sessions were compared at each write, public keys were checked and failures named their cause.
 */
export const momentBudgets = named({
  // with 6 kB of core's request code, which all other moments share
  'first load': { aim: 16_500, most: 16_425 },
  // in addition, if a user is signed in
  'a session in the store': { most: 9790 },
  'a sign-in or sign-out click': { aim: 4800, most: 7815 },
  'a callback': { aim: 6500, most: 12_775 },
  'the first API call': { aim: 4200, most: 3710 },
  DPoP: { aim: 3500, most: 3210 },
  'encryption at rest': { aim: 9500, most: 10_345 },
  'a worker, in the page': { most: 3970 },
  // the complete worker in one file: code exchange, ID token, DPoP, refresh, API calls, revocation
  "a worker's file": { aim: 17_500, most: 34_820 },
  'all without DPoP and encryption': { aim: 30_000, most: 49_105 },
  // includes DPoP, the page's part of a worker and the names of core, but not encryption
  'the script tag': { aim: 33_000, most: 57_885 },
})

function named<Name extends string>(all: Record<Name, Budget>): Record<Name, Budget> {
  return all
}
