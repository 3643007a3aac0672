/** Calls a function and ignores its errors, for instance of a signer's `rememberNonce`. Resolves to its result, or to undefined. */
export async function silently(call: () => unknown): Promise<unknown> {
  try {
    return await call()
  } catch {
    return undefined
  }
}
