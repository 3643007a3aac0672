import type { HeldToken } from '../held-token.ts'

/** What came of a claim: a token, an error, or neither, which means to look again. */
export interface Claimed {
  held?: HeldToken
  error?: unknown
  /** Somebody else was quicker. */
  beaten?: boolean
}
