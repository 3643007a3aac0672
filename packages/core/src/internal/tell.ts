/** What something returns whose failure changes nothing, such as a signer's that is told of a nonce. */
export async function tell(news: () => unknown): Promise<unknown> {
  try {
    return await news()
  } catch {
    return undefined
  }
}
