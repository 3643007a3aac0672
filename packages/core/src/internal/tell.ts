/** What a signer answers to news. Its failing memory may cost a round trip later, but never the token that just came. */
export async function tell(news: () => unknown): Promise<unknown> {
  try {
    return await news()
  } catch {
    return undefined
  }
}
