type Payload = Record<string, unknown> & { uid?: string; userCode?: string; grantId?: string; consumed?: number }

/**
 * The server's storage. oidc-provider's own memory adapter keeps only the latest 1000 entries, so a busy test would lose tokens. This
 * one keeps entries for a minute longer than requested, so that the server can respond with "expired". A refresh token counts as
 * unused for `rotationOverlapMs` after its first use.
 */
export function memoryAdapter(rotationOverlapMs = 0): (model: string) => object {
  const entries = new Map<string, { payload: Payload; goneAt: number }>()
  const keysByUid = new Map<string, string>()
  const keysByUserCode = new Map<string, string>()
  const keysByGrant = new Map<string, Set<string>>()
  const overlapEnds = new Map<string, number>()

  const find = (key: string | undefined): Payload | undefined => {
    const entry = key === undefined ? undefined : entries.get(key)
    return entry && entry.goneAt > Date.now() ? entry.payload : undefined
  }

  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`
    return {
      async upsert(id: string, payload: Payload, expiresIn?: number) {
        const key = keyOf(id)
        entries.set(key, { payload, goneAt: expiresIn ? Date.now() + (expiresIn + 60) * 1000 : Infinity })
        if (payload.uid) keysByUid.set(payload.uid, key)
        if (payload.userCode) keysByUserCode.set(payload.userCode, key)
        if (!payload.grantId || model === 'Session' || model === 'Interaction') return
        const keys = keysByGrant.get(payload.grantId) ?? new Set()
        keysByGrant.set(payload.grantId, keys.add(key))
      },
      async find(id: string) {
        const payload = find(keyOf(id))
        if ((overlapEnds.get(keyOf(id)) ?? 0) <= Date.now()) return payload
        const { consumed: _, ...fresh } = payload ?? {}
        return payload && fresh
      },
      findByUid: async (uid: string) => find(keysByUid.get(uid)),
      findByUserCode: async (userCode: string) => find(keysByUserCode.get(userCode)),
      async consume(id: string) {
        const payload = find(keyOf(id))
        if (!payload) return
        payload.consumed = Math.floor(Date.now() / 1000)
        const key = keyOf(id)
        if (rotationOverlapMs && model === 'RefreshToken' && !overlapEnds.has(key)) {
          overlapEnds.set(key, Date.now() + rotationOverlapMs)
        }
      },
      async destroy(id: string) {
        entries.delete(keyOf(id))
      },
      async revokeByGrantId(grantId: string) {
        for (const key of keysByGrant.get(grantId) ?? []) entries.delete(key)
        keysByGrant.delete(grantId)
      },
    }
  }
}
