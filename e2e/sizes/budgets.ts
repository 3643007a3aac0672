/** Bytes, minified and gzipped, that grantkit takes for a job of `jobs.ts`, whichever the bundler. */
export interface Budget {
  /** What the design asks for, if it says a number; not reached yet if `most` is above it. */
  aim?: number
  /** The most there may be: a ratchet, which only goes down. Over it, the sizes fail. */
  most: number
}

/**
 * All of them went up once, when what real servers and hostile keys showed was mended: answers are read by each member's type, a
 * failure says what broke, what repeats a secret is masked in every spelling, public keys are judged before use, a client may
 * authenticate in a way of its own, sessions are compared before they are written. They went up again, by 2 % at most, when odd
 * options and hooks that turned something off or ended the process were refused at once.
 */
export const budgets = named({
  // what a page ships for a login
  'PKCE + code exchange': { aim: 4900, most: 6020 },
  // what a service ships that binds a client and calls the everyday grants; binding brings every grant
  'six functions + createTokenClient': { aim: 5350, most: 6575 },
  // the most that anybody ever ships, with one reader of a callback's place for oidc too; the strictest peer takes 14.4 kB
  everything: { aim: 12_000, most: 14_800 },
  // the four of jose hold no line of the jose library unless something is encrypted
  DPoP: { aim: 3900, most: 3840 },
  'a client assertion': { aim: 2900, most: 2900 },
  // every check of every specification; the keys come through core
  'an ID token': { aim: 5000, most: 6025 },
  'everything signed and encrypted': { aim: 37_000, most: 43_090 },
  // about 6 kB are core's request, which every moment of a page shares
  'a sign-in click': { most: 10_855 },
  // core's request included, and what an iss differs by, which alone takes 280; validation is loaded later
  'a login callback': { most: 10_945 },
  // sessions, tokens' fetch and jose's encryption included; nobody downloads it
  'a web app on a server': { most: 38_205 },
  // about 6 kB are core's request; what a session shared through a store needs is loaded later
  "a user's tokens": { aim: 9000, most: 12_250 },
  'client credentials + fetch': { most: 12_765 },
  // with all that is loaded later: a session in memory, and one that is shared
  'everything of tokens': { most: 24_470 },
  // of which ky takes 8.9 kB
  'client credentials + ky': { most: 21_540 },
  'everything of ky': { most: 5705 },
})

/**
 * What a page of `@grantkit/browser` loads at each moment, by the larger of two bundlers. The aims were set before sessions were
 * compared at each write, public keys judged and refusals named; none is reached yet.
 */
export const momentBudgets = named({
  'first load': { aim: 16_500, most: 12_205 },
  // beside it, if somebody is signed in: the tokens, and core's request, of which others have parts
  'a session in the store': { most: 17_660 },
  'a token for another API': { most: 450 },
  // of which 4 kB are core's request, which the first load has no more
  'a sign-in click': { aim: 4800, most: 15_280 },
  'a sign-out click': { aim: 4800, most: 5665 },
  'a callback': { aim: 6500, most: 16_100 },
  'the first API call': { aim: 4200, most: 4160 },
  DPoP: { aim: 3500, most: 3645 },
  'encryption at rest': { aim: 9500, most: 10_330 },
  'a worker, in the page': { most: 4000 },
  // all that the worker does, in one file that loads no other: exchange, ID token, DPoP, refresh, API calls, revocation
  "a worker's file": { aim: 17_500, most: 36_555 },
  'all without DPoP and encryption': { aim: 30_000, most: 58_430 },
  // with DPoP, the page's side of a worker and core's names, without encryption
  'the script tag': { aim: 33_000, most: 57_845 },
})

function named<Name extends string>(all: Record<Name, Budget>): Record<Name, Budget> {
  return all
}
