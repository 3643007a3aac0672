import type { AccessToken, GetAccessTokenOptions, TokenSource } from '../token-source.ts'

export interface FakeSource extends TokenSource {
  /** What it was asked, in order. */
  asked: GetAccessTokenOptions[]
  /** How often it was made to renew. */
  renewals: number
  /** What it has at the moment. */
  token: AccessToken
}

/** A source that holds `token-1`, then `token-2` after a renewal, and so on. */
export function fakeSource(members: Partial<AccessToken> = {}): FakeSource {
  const source: FakeSource = {
    asked: [],
    renewals: 0,
    token: { accessToken: 'token-1', tokenType: 'Bearer', ...members },
    async getAccessToken(options = {}) {
      source.asked.push(options)
      options.signal?.throwIfAborted()
      if (options.forceRenewal) {
        source.renewals++
        await Promise.resolve()
        source.token = { ...source.token, accessToken: `token-${source.renewals + 1}` }
      }
      return source.token
    },
  }
  return source
}
