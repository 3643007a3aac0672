/** Calls a function whose errors are ignored, such as a signer's `rememberNonce`, and returns its result. */
export async function tell(news: () => unknown): Promise<unknown> {
  try {
    return await news()
  } catch {
    return undefined
  }
}
