import { JoseError, type ServerLack } from '../jose-error.ts'
import type { Profile } from './client-settings.ts'

/** Throws if the server lacks a feature; the error lists all of them. */
export function refuseLacking(profile: Profile, lacks: readonly ServerLack[]): void {
  if (!lacks.length) return
  const list = lacks.map(({ member, needs, section }) => `${member} with ${needs} (${section})`).join('; ')
  throw new JoseError('profile_unsupported', `the server lacks features that ${profile} requires: ${list}`, { lacks })
}

/** A list of missing features. `need` adds one if a condition is false. */
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

/** Whether a list of the metadata has one of these. */
export function names(list: readonly string[] | undefined, ...wanted: readonly string[]): boolean {
  return wanted.some((name) => list?.includes(name))
}
