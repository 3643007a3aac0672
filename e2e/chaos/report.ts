/** The results of one setting. */
export interface Report {
  setting: string
  seconds: number
  calls: number
  refused: Record<string, number>
  refreshes: number
  leastRefreshes: number
  kills: number
  faults: Record<string, number>
  rotationsLost: number
  reuses: string[]
  lostSessions: string[]
  /** Tokens that were returned to another login, or after their login was replaced. */
  misdirected: string[]
  switches: number
  slowestMs: number
  /** The history of a session, one line for each event, to find the cause of a failure. */
  story: (session: number) => string[]
}

/** The ratio of the refreshes to the minimum number. */
export const ratio = ({ refreshes, leastRefreshes }: Report): number => refreshes / Math.max(1, leastRefreshes)

/** Whether there was no avoidable failure. */
export const isGood = (report: Report): boolean =>
  !toExplain(report).length && !report.misdirected.length && ratio(report) <= 1.05 && report.calls > 0

/** The sessions with failures. */
export const toExplain = ({ reuses, lostSessions, misdirected }: Report): number[] => [
  ...new Set(
    [...reuses, ...lostSessions, ...misdirected].flatMap((line) => line.match(/(?<=session )\d+/) ?? []).map(Number),
  ),
]

/** The results, one in each line, followed by the histories of failed sessions. */
export function lines(report: Report): string[] {
  const list = (figures: Record<string, number>): string =>
    Object.entries(figures)
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')
  const faults = Object.values(report.faults).reduce((sum, count) => sum + count, 0)
  return [
    `${report.setting} (${report.seconds} s)`,
    `  calls: ${report.calls}`,
    `  refreshes: ${report.refreshes}`,
    `  least possible refreshes: ${report.leastRefreshes} (${((ratio(report) - 1) * 100).toFixed(1)}% more were made)`,
    `  kills: ${report.kills}`,
    `  faults: ${faults} (${list(report.faults)})`,
    `  calls refused meanwhile: ${list(report.refused) || 'none'}`,
    `  slowest call: ${(report.slowestMs / 1000).toFixed(1)} s`,
    `  rotation lost: ${report.rotationsLost} (unavoidable)`,
    `  reuse detected: ${report.reuses.length}`,
    `  sessions lost: ${report.lostSessions.length}`,
    `  account switches: ${report.switches}`,
    `  tokens of another login: ${report.misdirected.length}`,
    ...[...report.reuses, ...report.lostSessions, ...report.misdirected].slice(0, 20).map((line) => `    ${line}`),
  ]
}
