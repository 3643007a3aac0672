import type { Passage } from './faulty-proxy.ts'
import type { Death } from './fleet.ts'
import type { Refusal } from './ledger.ts'
import type { Origin } from './lineage.ts'
import { type Presentation, reuse } from './rotation-records.ts'

/** The records of a run, from the server, the store, the proxy and the fleet. */
export interface Evidence {
  presentations: readonly Presentation[]
  /** When the store first got a text; undefined if it never did. */
  heldAt: (text: string) => number | undefined
  passages: readonly Passage[]
  deaths: readonly Death[]
  /** The aborted requests: they timed out, or another user logged in. */
  gaveUp: ReadonlySet<string>
  /** How long the session's server still accepts a rotated refresh token, in milliseconds. If above 0, no session need be lost. */
  overlapMsOf: (refreshToken: string) => number
  /** The events of the sources about ended sessions. */
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
  /** Rotations whose loss is proven to be unavoidable. */
  unavoidable: string[]
  /** All other cases in which the server considered a refresh token stolen, and why they were avoidable. */
  reuses: string[]
  /** All other ended sessions, with the reason. */
  lostSessions: string[]
}

/**
 * Separates unavoidable losses from avoidable ones. The loss of a rotation is unavoidable if the server's records show that it issued a
 * new refresh token, the store's that it never got that token, and the proxy's or the fleet's that the response was lost or that the
 * only process that had it died. It is handled well if the old token was tried exactly once more and the session then ended with the
 * reason `rotation_lost`.
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
  // a session whose record was removed from the store ends without an event
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

/** When another login replaced this one in the store. */
export function replacedAt({ session, login }: Origin, { logins }: Pick<Evidence, 'logins'>): number | undefined {
  return logins(session)
    .slice(login)
    .find((at) => at !== undefined)
}

/**
 * Whether a refresh was useless for a reason that isn't the library's fault: its response was lost, it was the one retry after that,
 * or another user logged in meanwhile.
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

/** Why a loss was avoidable; undefined if it wasn't. */
function whyAvoidable(token: string, evidence: Evidence): string | undefined {
  const shown = evidence.presentations.filter((presentation) => presentation.token === token)
  const [rotation, ...tries] = shown
  if (!rotation?.successor) return 'the server refused a token that it had not rotated'
  if (evidence.heldAt(rotation.successor) !== undefined) return 'the store held the successor'
  if (!lackedAnswer(rotation, evidence)) return 'the answer arrived, and the process that had it lived'
  if (evidence.overlapMsOf(token))
    return `it was tried again ${((tries[0]?.at ?? 0) - rotation.at) / 1000} s after its rotation`
  // if the refusal was lost too, a process has to try again; at the end of a run there may not have been time for that
  const heard = tries.filter((presentation) => !lackedAnswer(presentation, evidence))
  if (heard.length > 1) return `the refusal of the rotated token was heard ${heard.length} times, not once`
  return undefined
}

/** Whether the response of a request was lost for all processes. */
function wentMissing(passage: Passage, evidence: Evidence): boolean {
  if (passage.answeredAt === undefined) return true
  const presentation = presentationOf(passage, evidence)
  if (!presentation?.successor || evidence.heldAt(presentation.successor) !== undefined) return false
  return lackedAnswer(presentation, evidence)
}

/** Whether the response never arrived, arrived too late, or arrived at a process that died before another tried. */
function lackedAnswer({ request, token, at }: Presentation, evidence: Evidence): boolean {
  const { presentations, passages, deaths, gaveUp } = evidence
  const passage = passages.find((one) => one.request === request)
  if (passage?.answeredAt === undefined || gaveUp.has(request)) return true
  const nextAt = presentations.find((other) => other.token === token && other.at > at)?.at
  if (nextAt === undefined) return false
  // a request may still be under way after its process has died
  return deaths.some((death) => death.worker === passage.worker && death.at <= nextAt)
}

function presentationOf({ request }: Passage, { presentations }: Evidence): Presentation | undefined {
  return presentations.find((presentation) => presentation.request === request)
}

const nameOf = ({ session, login }: Origin): string => `session ${session}, login ${login}`
