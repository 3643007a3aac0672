import type { TokenEvent } from '@grantkit/tokens'
import type { Origin } from './lineage.ts'
import type { Evidence } from './verdict.ts'

/** The records from which the history of a session is written. */
export interface Sources {
  evidence: Evidence
  origins: ReadonlyMap<string, Origin>
  told: readonly { session: number; worker: string; event: TokenEvent }[]
  logins: readonly (readonly (number | undefined)[])[]
}

/** Writes the history of a session, in order. Refresh tokens are shown by their first characters. */
export function storyOf({ evidence, origins, told, logins }: Sources): (session: number) => string[] {
  const { passages, presentations, deaths, heldAt, gaveUp } = evidence
  const short = (token: string): string => token.slice(0, 6)
  return (session) => {
    const mine = (token: string): boolean => origins.get(token)?.session === session
    const entries: [number, string][] = [
      ...(logins[session] ?? []).flatMap((at, index): [number, string][] => (at ? [[at, `login ${index + 1}`]] : [])),
      ...passages
        .filter(({ refreshToken }) => mine(refreshToken))
        .flatMap(({ at, request, worker, refreshToken, fault, answeredAt }): [number, string][] => [
          [
            at,
            `${worker} asks with ${short(refreshToken)} (request ${request}) ${fault ? JSON.stringify(fault) : ''}${gaveUp.has(request) ? ' and gives up' : ''}`,
          ],
          ...(answeredAt ? [[answeredAt, `${worker} is answered (request ${request})`] as [number, string]] : []),
        ]),
      ...presentations
        .filter(({ token }) => mine(token))
        .flatMap(({ at, token, request, successor, refusal }): [number, string][] => {
          const held = successor && heldAt(successor)
          return [
            [
              at,
              `the server takes ${short(token)} (request ${request}): ${refusal ?? `gives ${short(successor ?? '-')}`}`,
            ],
            ...(held ? [[held, `the store holds ${short(successor)}`] as [number, string]] : []),
          ]
        }),
      ...deaths.map(({ at, worker }): [number, string] => [at, `${worker} is killed`]),
      ...told
        .filter((one) => one.session === session)
        .map(({ worker, event }): [number, string] => [
          event.at,
          `${worker} tells ${event.name} ${event.attributes['error.type'] ?? event.attributes['grantkit.session.end_reason'] ?? ''}`,
        ]),
    ]
    const start = entries.reduce((least, [at]) => Math.min(least, at), Infinity)
    return entries
      .sort(([one], [other]) => one - other)
      .map(([at, text]) => `${((at - start) / 1000).toFixed(3).padStart(8)} ${text}`)
  }
}
