declare global {
  /** Goes to the server. */
  var login: () => Promise<unknown>
}

/** The token, and when the page had it, in milliseconds since 1970. */
export interface Report {
  at: number
  token?: string | undefined
  error?: string
}

/**
 * Lets the benchmark start a login, and tells its server when the page has its token. Code that the benchmark ran in the page to look
 * for it would be timed too.
 */
export async function report(login: () => Promise<unknown>, find: () => Promise<string | undefined>): Promise<void> {
  globalThis.login = login
  const found = await find().then(
    (token) => ({ token }),
    (error) => ({ error: `${error}` }),
  )
  const report: Report = { at: performance.timeOrigin + performance.now(), ...found }
  await fetch('/report', { method: 'POST', body: JSON.stringify(report) })
}
