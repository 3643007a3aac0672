/** The most bytes, minified and gzipped, that grantkit may take for a job of `jobs.ts`, whichever the bundler. */
export const budgets = {
  // what a page ships for a login; the smallest peer's whole client takes 3.2 kB
  'PKCE + code exchange': 2600,
  // what a service ships that binds a client and calls the everyday grants; binding brings every grant
  'six functions + createTokenClient': 3200,
  // the most that anybody ever ships; the strictest peer takes 14.4 kB
  everything: 9000,
}
