import type { IdTokenClaims } from '@grantkit/jose'
import type { SharedEntries } from './shared-entries.ts'

/** Finds the sessions that a server's logout ends. */
export interface LogoutIndex {
  /** Adds a session. Resolves to the keys of the oldest sessions if the user has too many. */
  add(user: IdTokenClaims, key: string, expiresAt: number): Promise<string[]>
  /** Whether the session is still in the index. A logout removes it. */
  has(user: IdTokenClaims, key: string): Promise<boolean>
  remove(user: IdTokenClaims, key: string): Promise<void>
  /** Removes the sessions of a logout: those of `sid`, else all of `sub`. */
  take(issuer: string, logout: { sid?: string | undefined; sub?: string | undefined }): Promise<string[]>
}

type Noted = [key: string, expiresAt: number]

/** One list for each `sid` and each `sub` (OIDC Back-Channel Logout section 2.6). */
export function createLogoutIndex(entries: SharedEntries, now: () => number): LogoutIndex {
  const nameOf = (issuer: string, kind: 'sid' | 'sub', value: string): string => JSON.stringify([kind, issuer, value])
  const namesOf = ({ iss, sid, sub }: IdTokenClaims): string[] => [
    nameOf(iss, 'sub', sub),
    ...(typeof sid === 'string' && sid ? [nameOf(iss, 'sid', sid)] : []),
  ]
  const listIn = (text: string | undefined): Noted[] => {
    const noted: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(noted) ? noted.filter(([, expiresAt]) => expiresAt > now()) : []
  }
  const change = async (name: string, by: (list: Noted[]) => Noted[]): Promise<Noted[]> => {
    // expires with the last session
    let end = now()
    const before = await entries.change(
      name,
      (text) => {
        const list = by(listIn(text))
        end = Math.max(now(), ...list.map(([, expiresAt]) => expiresAt))
        return text || list.length ? JSON.stringify(list) : undefined
      },
      () => end - now(),
    )
    return listIn(before)
  }
  const without = (list: Noted[], key: string): Noted[] => list.filter(([each]) => each !== key)

  return {
    async add(user, key, expiresAt) {
      const tooMany: string[] = []
      for (const name of namesOf(user)) {
        let out: Noted[] = []
        await change(name, (list) => {
          const all: Noted[] = [...without(list, key), [key, expiresAt]]
          out = all.slice(0, -mostSessions)
          return all.slice(-mostSessions)
        })
        tooMany.push(...out.map(([each]) => each))
      }
      return tooMany
    },
    async has(user, key) {
      for (const name of namesOf(user)) {
        if (!listIn(await entries.read(name)).some(([each]) => each === key)) return false
      }
      return true
    },
    async remove(user, key) {
      for (const name of namesOf(user)) await change(name, (list) => without(list, key))
    },
    async take(issuer, { sid, sub }) {
      const name = sid ? nameOf(issuer, 'sid', sid) : nameOf(issuer, 'sub', sub ?? '')
      return (await change(name, () => [])).map(([key]) => key)
    },
  }
}

/** The most sessions of one user. With one more the oldest is ended, so that the list can't grow. */
const mostSessions = 1000
