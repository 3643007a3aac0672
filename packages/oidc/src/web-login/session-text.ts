/** A session as text: the record of its tokens. */
export interface SessionText {
  /** The id of the session in this app. */
  id: string
  text: string
}

interface Counted {
  /** The number of started refreshes, and the number of the one that returned the refresh token. */
  claims?: number
  rotatedBy?: number
  usedAt?: number
}

/** Whether one text of a session is newer than another. */
export function isNewer(text: string, than: string): boolean {
  const [one, other] = [text, than].map((each) => JSON.parse(each) as Counted)
  const counts = ({ claims = 0, rotatedBy = 0, usedAt = 0 }: Counted = {}): number[] => [rotatedBy, claims, usedAt]
  const [ours, theirs] = [counts(one), counts(other)]
  const at = ours.findIndex((count, index) => count !== theirs[index])
  return at >= 0 && (ours[at] ?? 0) > (theirs[at] ?? 0)
}

/** The text, then smaller versions of it: without the ID token, then without the tokens for other APIs. */
export function* smallerTexts(text: string): Generator<string> {
  yield text
  const { idToken: _, ...rest } = JSON.parse(text) as { idToken?: string; tokens: Record<string, unknown> }
  yield JSON.stringify(rest)
  // the first token is the session's own
  yield JSON.stringify({ ...rest, tokens: Object.fromEntries(Object.entries(rest.tokens).slice(0, 1)) })
}
