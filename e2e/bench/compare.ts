import { measure, type Pace } from './measure.ts'
import { median } from './median.ts'
import { table } from './table.ts'

/** Several ways to do one job. Each has been checked to work. */
export interface Comparison extends Partial<Pace> {
  title: string
  /** The runner that the others are compared with. */
  baseline: string
  runners: Record<string, () => unknown>
}

const parts = 10

/** Times the runners in turn and prints a table: the median of each, and its ratio to the baseline. */
export async function compare({ title, baseline, runners, ...pace }: Comparison): Promise<void> {
  const times = await measure(runners, pace)
  const rows = Object.keys(runners).map((name) => {
    const micros = times.map((round) => round[name] ?? Number.NaN)
    // paired within a round, because the machine's speed drifts between rounds
    const ratios = times.map((round) => (round[name] ?? Number.NaN) / (round[baseline] ?? Number.NaN))
    const over = times.map((round) => (round[name] ?? Number.NaN) - (round[baseline] ?? Number.NaN))
    const length = times.length
    const partial = Array.from({ length: parts }, (_, part) =>
      median(ratios.slice((part * length) / parts, ((part + 1) * length) / parts)),
    )
    const spread = `${Math.min(...partial).toFixed(2)} to ${Math.max(...partial).toFixed(2)}`
    return [name, median(micros).toFixed(3), median(over).toFixed(3), `${median(ratios).toFixed(3)}x`, spread]
  })
  const header = ['', 'median us', 'us more', `over ${baseline}`, 'over tenths of the run']
  console.log(`\n${title}\n\n${table([header, ...rows])}`)
}
