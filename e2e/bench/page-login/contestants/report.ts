declare global {
  /** Goes to the server. */
  var login: () => Promise<unknown>
  /** The token, and when the page had it, in milliseconds since 1970; undefined while it works. */
  var reported: { at: number; token: string | undefined; error?: string } | undefined
}

/** Lets the benchmark start a login, and see when the page has its token. */
export async function report(login: () => Promise<unknown>, find: () => Promise<string | undefined>): Promise<void> {
  globalThis.login = login
  const found = await find().then(
    (token) => ({ token }),
    (error) => ({ token: undefined, error: `${error}` }),
  )
  globalThis.reported = { at: performance.timeOrigin + performance.now(), ...found }
}
