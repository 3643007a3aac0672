import type { Passage } from './faulty-proxy.ts'
import type { Death } from './fleet.ts'
import type { Refusal } from './ledger.ts'
import type { Origin } from './lineage.ts'
import { type Presentation, reuse } from './rotation-records.ts'

/** What is known after a run, each from the part that knows best: server, store, proxy, and the keeper of the processes. */
export interface Evidence {
  presentations: readonly Presentation[]
  /** When the store was first given a text; undefined if it never was. */
  heldAt: (text: string) => number | undefined
  passages: readonly Passage[]
  deaths: readonly Death[]
  /** The requests that were given up: their time was over, or another user logged in. */
  gaveUp: ReadonlySet<string>
  /** For how long its server still takes a refresh token that it has rotated, in milliseconds: then none need be lost. */
  overlapMsOf: (refreshToken: string) => number
  /** What the sources told of sessions that are over. */
  endings: readonly Ending[]
  refused: readonly Refusal[]
  /** When a session may have been without a login, because one user signed out and another logged in. */
  switches: readonly { session: number; from: number; to: number }[]
  /** When each login to a session was stored. */
  logins: (session: number) => readonly (number | undefined)[]
}

export interface Ending extends Origin {
  at: number
  reason: string
}

export interface Verdict {
  /** Rotations that were lost for anybody, each proven so. */
  unavoidable: string[]
  /** Every other time that the server took a refresh token for stolen, and why that could have been avoided. */
  reuses: string[]
  /** Every other session that ended, and how. */
  lostSessions: string[]
}

/**
 * Tells losses that nobody could have prevented from all others. A rotation is lost without remedy if the server's record
 * says that it gave a successor, the store's that it never held it, and the proxy's or the keeper's that the answer went
 * missing, or that the process died which alone had it. It is handled well if the old token was tried once more and
 * not more often, and the session then ended with the reason `rotation_lost`.
 */
export function judge(evidence: Evidence, origins: ReadonlyMap<string, Origin>): Verdict {
  const { presentations, endings } = evidence
  const verdict: Verdict = { unavoidable: [], reuses: [], lostSessions: [] }
  const excused = new Set<string>()

  const refused = presentations.filter(({ refusal }) => refusal === reuse)
  for (const token of new Set(refused.map((presentation) => presentation.token))) {
    const origin = origins.get(token)
    const name = origin ? nameOf(origin) : 'a token that no login led to'
    const doubt = whyAvoidable(token, evidence)
    if (doubt) verdict.reuses.push(`${name}: ${doubt}`)
    else {
      verdict.unavoidable.push(name)
      excused.add(name)
    }
  }
  for (const { reason, ...origin } of endings) {
    const name = nameOf(origin)
    if (!excused.has(name)) verdict.lostSessions.push(`${name}: ${reason}`)
    else if (reason !== 'rotation_lost') verdict.lostSessions.push(`${name}: a lost rotation, told as ${reason}`)
  }
  // a record that is gone from the store ends a session without a word
  const untold = evidence.refused.filter(
    ({ kind, session, at }) =>
      kind === 'no_session' &&
      !evidence.switches.some((one) => one.session === session && at >= one.from && at <= one.to + 1000),
  )
  if (untold[0])
    verdict.lostSessions.push(
      `session ${untold[0].session}: ${untold.length} calls were told that there had been no login`,
    )
  return verdict
}

/** When the login was replaced by another in the store. */
export function replacedAt({ session, login }: Origin, { logins }: Pick<Evidence, 'logins'>): number | undefined {
  return logins(session)
    .slice(login)
    .find((at) => at !== undefined)
}

/**
 * Whether a refresh was for nothing through no fault of who made it: it went missing, or was the one further try after that, or
 * another user logged in meanwhile.
 */
export function isWasted(passage: Passage, evidence: Evidence, origins: ReadonlyMap<string, Origin>): boolean {
  const origin = origins.get(passage.refreshToken)
  const replaced = origin && replacedAt(origin, evidence)
  const successor = presentationOf(passage, evidence)?.successor
  if (replaced && passage.at < replaced + 1000 && !(successor && evidence.heldAt(successor))) return true
  if (wentMissing(passage, evidence)) return true
  const { refusal, token } = presentationOf(passage, evidence) ?? {}
  return refusal === reuse && token !== undefined && !whyAvoidable(token, evidence)
}

/** What speaks against a loss having been unavoidable; undefined if nothing does. */
function whyAvoidable(token: string, evidence: Evidence): string | undefined {
  const shown = evidence.presentations.filter((presentation) => presentation.token === token)
  const [rotation, ...tries] = shown
  if (!rotation?.successor) return 'the server refused a token that it had not rotated'
  if (evidence.heldAt(rotation.successor) !== undefined) return 'the store held the successor'
  if (!lackedAnswer(rotation, evidence)) return 'the answer arrived, and the process that had it lived'
  if (evidence.overlapMsOf(token))
    return `it was tried again ${((tries[0]?.at ?? 0) - rotation.at) / 1000} s after its rotation`
  // who never heard the refusal has to ask again, or another in its place; at the end of a run nobody may have come to that
  const heard = tries.filter((presentation) => !lackedAnswer(presentation, evidence))
  if (heard.length > 1) return `the refusal of the rotated token was heard ${heard.length} times, not once`
  return undefined
}

/** Whether nobody got to keep what a request was answered. */
function wentMissing(passage: Passage, evidence: Evidence): boolean {
  if (passage.answeredAt === undefined) return true
  const presentation = presentationOf(passage, evidence)
  if (!presentation?.successor || evidence.heldAt(presentation.successor) !== undefined) return false
  return lackedAnswer(presentation, evidence)
}

/** Whether what the server answered never arrived, or arrived too late, or the process that received it died before another tried. */
function lackedAnswer({ request, token, at }: Presentation, evidence: Evidence): boolean {
  const { presentations, passages, deaths, gaveUp } = evidence
  const passage = passages.find((one) => one.request === request)
  if (passage?.answeredAt === undefined || gaveUp.has(request)) return true
  const nextAt = presentations.find((other) => other.token === token && other.at > at)?.at
  if (nextAt === undefined) return false
  // a request may still be on its way from one who is dead already
  return deaths.some((death) => death.worker === passage.worker && death.at <= nextAt)
}

function presentationOf({ request }: Passage, { presentations }: Evidence): Presentation | undefined {
  return presentations.find((presentation) => presentation.request === request)
}

const nameOf = ({ session, login }: Origin): string => `session ${session}, login ${login}`
