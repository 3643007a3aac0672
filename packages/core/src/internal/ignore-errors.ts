/** Calls a function whose errors are ignored, such as a signer's `rememberNonce`, and returns its result. */
export async function ignoreErrors(call: () => unknown): Promise<unknown> {
  try {
    return await call()
  } catch {
    return undefined
  }
}
