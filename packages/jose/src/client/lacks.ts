import type { DiscoveryMembers } from 'grantkit'
import { JoseError } from '../jose-error.ts'
import type { Profile } from './profile.ts'
import type { ServerLack } from './server-lack.ts'

/** What a server says of itself, as far as it is known. */
export type Server = Partial<DiscoveryMembers>

/** Refuses a server that lacks anything, saying everything that it lacks. */
export function refuseLacking(profile: Profile, lacks: readonly ServerLack[]): void {
  if (!lacks.length) return
  const list = lacks.map(({ member, needs, section }) => `${member} with ${needs} (${section})`).join('; ')
  throw new JoseError('profile_unsupported', `the server lacks what ${profile} needs: ${list}`, { lacks })
}

/** A list of lacks that grows by what doesn't hold. */
export function lackList(section: string): {
  lacks: ServerLack[]
  need(holds: unknown, member: string, needs: string, where: string): void
} {
  const lacks: ServerLack[] = []
  return {
    lacks,
    need(holds, member, needs, where) {
      if (!holds) lacks.push({ member, needs, section: `${section} ${where}` })
    },
  }
}

/** Whether a list of the metadata, which may be anything, holds one of these. */
export function names(list: unknown, ...wanted: readonly string[]): boolean {
  return Array.isArray(list) && wanted.some((name) => list.includes(name))
}
